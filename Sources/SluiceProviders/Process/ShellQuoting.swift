/// Puts values into shell text so that each is exactly its text, as part of the one shell word where it stands.
///
/// A value travels in an environment variable, and the text refers to it in the form that its place needs. The shell never reads a value as shell
/// text: even where a script is so unusual that its place is misjudged, a value can at worst be split or left out, not run.
///
/// Places without an exact form are refused with the way out (a variable's name, arithmetic with anything but a whole number, backquotes together
/// with backslashes). What a second shell parses again (`eval`, `sh -c`, `ssh`) and bash's own arithmetic (`[[ a -eq b ]]`, array subscripts)
/// are the script's concern.
public enum ShellQuoting {
    public enum Part: Hashable, Sendable {
        /// Shell text as it stands: what the script's author wrote, or `raw(x)`.
        case text(String)
        case data(String)
    }

    public struct Rendered: Hashable, Sendable {
        public struct Variable: Hashable, Sendable {
            public var name: String
            public var value: String
            public init(name: String, value: String) {
                self.name = name
                self.value = value
            }
        }
        public var script: String
        /// What the script refers to, in order of first use; equal values share a variable.
        public var variables: [Variable]
        public init(script: String, variables: [Variable]) {
            self.script = script
            self.variables = variables
        }
    }

    /// Why a value cannot stand where it does; names the place and the way out.
    public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        public var message: String
        public var description: String { message }
    }

    /// The kernel's bound for one argument or `NAME=VALUE`, its closing NUL included.
    static let longestText = 131_072

    /// Text without values comes back unchanged.
    ///
    /// Total: what does not parse as shell text is passed on for the shell to complain about. Throws for values that no environment can hold
    /// (NUL, 128 KiB and more) and for places without an exact form.
    public static func render(_ parts: [Part]) throws(Refusal) -> Rendered {
        var units = [ShellUnit]()
        var variables = [Rendered.Variable]()
        for part in parts {
            switch part {
            case .text(let text): units += text.utf8.map { .byte($0) }
            case .data(let value): units.append(.value(try variable(for: value, in: &variables)))
            }
        }
        guard units.contains(where: { $0.isValue }) else {
            return Rendered(script: String(decoding: units.compactMap(\.byte), as: UTF8.self), variables: [])
        }
        var reader = ShellReader(units: units, values: variables.map(\.value))
        try reader.readAll()
        return Rendered(script: String(decoding: reader.output, as: UTF8.self), variables: variables)
    }

    private static func variable(for value: String, in variables: inout [Rendered.Variable]) throws(Refusal) -> Int {
        if let known = variables.firstIndex(where: { $0.value.utf8.elementsEqual(value.utf8) }) { return known }
        try checkHoldable(value, what: "a value")
        variables.append(Rendered.Variable(name: variableName(variables.count), value: value))
        return variables.count - 1
    }

    static func variableName(_ index: Int) -> String { "SLUICE_VALUE_\(index + 1)" }

    /// Throws when neither an argument nor an environment can hold the text.
    static func checkHoldable(_ text: String, what: String) throws(Refusal) {
        if text.utf8.contains(0) { throw Refusal(message: "\(what) contains a NUL character, which no command can be given") }
        if text.utf8.count > longestText - 64 {
            throw Refusal(message: "\(what) is \(text.utf8.count) bytes long; a command takes less than 128 KiB, so pass it in a file")
        }
    }

    /// The text as one word of any POSIX shell, in single quotes.
    public static func literal(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

/// One byte of shell text, or the place of a value.
enum ShellUnit: Hashable {
    case byte(UInt8)
    case value(Int)

    var isValue: Bool {
        switch self {
        case .byte: false
        case .value: true
        }
    }
    var byte: UInt8? {
        switch self {
        case .byte(let byte): byte
        case .value: nil
        }
    }
}
