import Foundation

extension HouseRule {
    static let longestFile = 600
    static let longestFunction = 70

    static let fileLength = HouseRule("a file has at most \(longestFile) lines") { checkout in
        checkout.codeFiles.filter { $0.lineCount > longestFile && !$0.path.contains("/Fixtures/") }.map { file in
            Finding(
                path: file.path, line: longestFile + 1,
                message: "\(file.lineCount) lines: split it by concept, into files that can be named without the word and")
        }
    }

    private static let functionHead = Pattern(#"(?:\bfunc[ \t]+[^\s(<]+|(?<![.\w])init[?!]?(?=[(<])|\bdeinit\b|\bsubscript(?=[(<]))"#)

    static let functionLength = HouseRule("a function has at most \(longestFunction) lines") { checkout in
        checkout.swiftFiles.flatMap { file in
            let code = Array(file.code.utf8)
            return file.matches(of: functionHead).compactMap { match -> Finding? in
                guard let end = endOfFunction(in: code, from: match.offset) else { return nil }
                let length = file.line(at: end) - match.line + 1
                guard length > longestFunction else { return nil }
                let name = match.groups[0].replacingOccurrences(of: "func ", with: "")
                return Finding(
                    path: file.path, line: match.line,
                    message: "\(name) has \(length) lines: give its steps names and make them functions of their own")
            }
        }
    }

    /// The offset of the brace that closes the function declared at `start`, or nil when it has no body.
    private static func endOfFunction(in code: [UInt8], from start: Int) -> Int? {
        var parentheses = 0
        var braces = 0
        for index in start..<code.count {
            switch code[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["):
                parentheses += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                parentheses -= 1
                if parentheses < 0 { return nil }
            case UInt8(ascii: "{") where parentheses == 0 || braces > 0:
                braces += 1
            case UInt8(ascii: "}") where braces == 0 && parentheses == 0:
                return nil
            case UInt8(ascii: "}") where braces > 0:
                braces -= 1
                if braces == 0, parentheses == 0 { return index }
            case UInt8(ascii: "\n") where braces == 0 && parentheses == 0 && !headGoesOn(in: code, after: index):
                return nil
            default:
                continue
            }
        }
        return nil
    }

    /// Whether the line after a function's head still belongs to it.
    private static func headGoesOn(in code: [UInt8], after newline: Int) -> Bool {
        let rest = code[newline...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        return ["{", "->", "where ", "throws", "rethrows", "async"].contains { rest.starts(with: Array($0.utf8)) }
    }
}
