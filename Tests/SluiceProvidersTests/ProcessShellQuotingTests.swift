import Foundation
import SluiceProviders
import Testing

/// Shell text around one value, and what it must print for a value `v`.
struct QuotedPlace: Sendable, CustomTestStringConvertible {
    var name: String
    /// Shell text with `@` where the value stands.
    var text: String
    var prints: @Sendable (String) -> String
    var testDescription: String { name }

    static let all: [QuotedPlace] = [
        .init(name: "unquoted", text: "printf '<%s>' @") { "<\($0)>" },
        .init(name: "unquoted between text", text: "printf '<%s>' a@b@c") { "<a\($0)b\($0)c>" },
        .init(name: "before a hash", text: "printf '<%s>' @#x") { "<\($0)#x>" },
        .init(name: "in double quotes", text: "printf '<%s>' \"v: @ .\"") { "<v: \($0) .>" },
        .init(name: "in single quotes", text: "printf '<%s>' 'v: @ $HOME \"'") { "<v: \($0) $HOME \">" },
        .init(name: "in a command substitution", text: "printf '<%s>' \"$(printf '%s.' @)\"") { "<\($0).>" },
        .init(name: "in nested substitutions", text: "printf '<%s>' \"$(printf '%s.' \"$(printf '%s,' \"@\" '@')\")\"") {
            "<\($0),\($0),.>"
        },
        .init(name: "in backquotes", text: "printf '<%s>' \"`printf '%s.' @`\"") { "<\($0).>" },
        .init(name: "in double quotes in backquotes", text: "x=`printf '%s.' \"a@\"`; printf '<%s>' \"$x\"") { "<a\($0).>" },
        .init(name: "in a here-document", text: "cat <<EOF\n<@ $((1+1))>\nEOF\n") { "<\($0) 2>\n" },
        .init(name: "in a literal here-document", text: "cat <<'EOF'\n<@ $((1+1)) \\ `x` \\$>\nEOF\nprintf '%s' '@'") {
            "<\($0) $((1+1)) \\ `x` \\$>\n\($0)"
        },
        .init(name: "in a here-document without tabs", text: "cat <<-'E F'\n\t<@>\n\tE F\nprintf .") { "<\($0)>\n." },
        .init(name: "in two here-documents", text: "cat <<A - <<'B'\n@\nA\n<@>\nB\n") { "<\($0)>\n" },
        .init(name: "in a substitution in a here-document", text: "cat <<EOF\n$(printf '%s.' @)\nEOF\n") { "\($0).\n" },
        .init(name: "in a comment", text: "printf a # @ ' \" (\nprintf '<%s>' @") { "a<\($0)>" },
        .init(name: "after a backslash", text: "printf '<%s>' a\\@b") { "<a\($0)b>" },
        .init(name: "after a backslash in double quotes", text: "printf '<%s>' \"C:\\@\"") { "<C:\\\($0)>" },
        .init(name: "after a backslash in a here-document", text: "cat <<EOF\nC:\\@\nEOF\n") { "C:\\\($0)\n" },
        .init(name: "after a dollar", text: "printf '<%s>' $@") { "<$\($0)>" },
        .init(name: "after a dollar in double quotes", text: "printf '<%s>' \"$@\"") { "<$\($0)>" },
        .init(name: "after a variable", text: "x=y; printf '<%s>' \"$x@\" $x@") { "<y\($0)><y\($0)>" },
        .init(name: "as a default", text: "printf '<%s>' ${none:-@}") { "<\($0)>" },
        .init(name: "as a quoted default", text: "printf '<%s>' \"${none-a @ b}\"") { "<a \($0) b>" },
        .init(name: "as a default in quotes of its own", text: "printf '<%s>' ${none-\"a @\"'@'}") { "<a \($0)\($0)>" },
        .init(name: "as a suffix pattern", text: "x=@; y=\"a${x}\"; printf '<%s>' \"${y%@}\" ${y%%\"@\"}") { _ in "<a><a>" },
        .init(name: "as a case pattern", text: "x=$(case @ in (@) printf 1;; *) printf 2;; esac); printf '<%s>' $x @") { "<1><\($0)>" },
        .init(name: "after a case in a substitution", text: "printf '<%s>' \"$(case a in a) printf '%s.' '@';; esac)\" @") {
            "<\($0).><\($0)>"
        },
        .init(name: "in an assignment", text: "x=@; export y=\"$x\"; printf '<%s>' \"$y\"") { "<\($0)>" },
        .init(name: "in a for list", text: "for x in @ \"@\" '@'; do printf '<%s>' \"$x\"; done") { "<\($0)><\($0)><\($0)>" },
        .init(name: "in a function's arguments", text: "f() { printf '<%s>' \"$#\" \"$1\"; }; f @") { "<1><\($0)>" },
        .init(name: "in a subshell", text: "(printf '<%s>' @; (printf '<%s>' '@'))") { "<\($0)><\($0)>" },
        .init(name: "beside arithmetic", text: "printf '<%s>' \"$((1 + (2*3)))@\"") { "<7\($0)>" },
        .init(name: "beside special parameters", text: "printf '<%s>' \"$#${#}@\" $$@ >/dev/null; printf '<%s>' $?@") { "<0\($0)>" },
    ]
}

let hostileValues: [String] = [
    "v1", "", " ", "  two  words ", "$(rm -rf /)'; reboot", "`reboot`", "$HOME", "${HOME}", "\\", "a\\", "\\\"", "'", "\"", "'\"'\"'", "*",
    "?[a-z]*", "~",
    "-n", "--help", "-e x", "line\nbreak", "\n", "a\n\n", "\nEOF\n$(reboot)\n", "EOF", "A", "B", "tab\there", "ünï→🚀", "%s%n", "!!", "#no",
    "a;b&c|d>e<f", "{a,b}",
    "$((1/0))", "a[$(reboot)]", "esac", ")", "}", "\u{1}\u{7f}", "x=y", "\r\n",
]

@Suite("Process: values in shell text")
struct ProcessShellQuotingTests {
    static let shells = ["/bin/sh", "/bin/bash"]

    private func parts(_ text: String, _ value: String) -> [ShellQuoting.Part] {
        var parts = [ShellQuoting.Part]()
        for (index, piece) in text.split(separator: "@", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { parts.append(.data(value)) }
            parts.append(.text(String(piece)))
        }
        return parts
    }

    private func output(of rendered: ShellQuoting.Rendered, shell: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: shell)
        process.arguments = ["-c", rendered.script]
        var environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
        for variable in rendered.variables { environment[variable.name] = variable.value }
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("A value is exactly its text wherever it stands", arguments: QuotedPlace.all, shells)
    func exactText(place: QuotedPlace, shell: String) throws {
        for value in hostileValues {
            let rendered = try ShellQuoting.render(parts(place.text, value))
            let printed = try output(of: rendered, shell: shell)
            #expect(printed == place.prints(value), "value \(value.debugDescription) in \(rendered.script.debugDescription)")
        }
    }

    @Test("Text without values is not touched", arguments: ["echo $'a' $[1+1]", "cat <<'EOF'\n$x\nEOF", "`echo \\`echo a\\``", "'"])
    func verbatim(text: String) throws {
        #expect(try ShellQuoting.render([.text(text)]) == ShellQuoting.Rendered(script: text, variables: []))
    }

    @Test("A whole number may stand in arithmetic", arguments: ["0", "7", "-5", "123456"], shells)
    func arithmetic(value: String, shell: String) throws {
        let rendered = try ShellQuoting.render(parts("printf %s $((10 - @))", value))
        #expect(try output(of: rendered, shell: shell) == String(10 - (Int(value) ?? 0)))
    }

    @Test(
        "Places without an exact form are refused",
        arguments: [
            "echo $((@ + 1))", "((x = @))", "echo ${@}", "echo ${x@}", "echo ${x/@/b}", "echo ${x:@}", "cat <<@\na\n",
            "`echo \\`echo @\\``", "echo $'a@'",
            "echo `echo \\\\@`", "echo \"${x-\"a\"@}\"", "cat <<'E' `cat <<'F'\n@\nF\n`\nE\n",
        ])
    func refused(text: String) {
        #expect(throws: ShellQuoting.Refusal.self) { try ShellQuoting.render(parts(text, "a[$(reboot)]")) }
    }

    @Test("A value that no environment can hold is refused", arguments: ["a\0b", String(repeating: "x", count: 131_072)])
    func unholdable(value: String) {
        #expect(throws: ShellQuoting.Refusal.self) { try ShellQuoting.render([.text("echo "), .data(value)]) }
    }

    @Test("Raw text is shell text") func raw() throws {
        let rendered = try ShellQuoting.render([.text("printf '<%s>' "), .text("a b"), .text(" "), .data("a b")])
        #expect(try output(of: rendered, shell: "/bin/sh") == "<a><b><a b>")
    }

    @Test("A literal is one word for the shell", arguments: shells) func literal(shell: String) throws {
        for value in hostileValues {
            let script = "printf '<%s>' \(ShellQuoting.literal(value))"
            #expect(try output(of: ShellQuoting.Rendered(script: script, variables: []), shell: shell) == "<\(value)>")
        }
    }
}
