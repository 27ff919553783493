import SluiceChecker
import SluiceModel
import SluiceReport
import SluiceSyntax

/// The page of an error or safety rule.
enum CodePage {
    /// `E0203`, `S101`.
    static func isCode(_ text: String) -> Bool {
        guard let first = text.first, "ESWesw".contains(first) else { return false }
        let digits = text.dropFirst()
        return (3...4).contains(digits.count) && digits.allSatisfy(\.isNumber)
    }

    static func show(_ code: String, _ console: Console) throws {
        guard let page = DiagnosticCodes.page(code) else {
            throw Refusal("there is no code `\(code)`", help: DiagnosticCodes.nearest(to: code).map { "did you mean `\($0)`?" })
        }
        if console.output.format == .json {
            let value = CanonicalValue.object([
                .init("code", .string(page.code)), .init("title", .string(page.title)), .init("text", .string(page.text)),
                .init("wrong", .string(page.wrong)), .init("right", .string(page.right)),
            ])
            return console.result(value.text)
        }
        func indented(_ text: String) -> String {
            text.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n")
        }
        let style = console.resultStyle
        console.result("\(style.paint("\(page.code): \(page.title)", .strong))\n\n\(page.text)")
        if !page.wrong.isEmpty { console.result("\n\(style.paint("Instead of", .dim))\n\(indented(page.wrong))") }
        if !page.right.isEmpty { console.result("\n\(style.paint("write", .dim))\n\(indented(page.right))") }
    }
}
