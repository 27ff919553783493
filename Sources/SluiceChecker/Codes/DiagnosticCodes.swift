public import SluiceSyntax

/// Every diagnostic code with its page: what `sluice explain CODE` shows.
public enum DiagnosticCodes {
    /// In the order of the codes.
    public static let pages: [DiagnosticPage] =
        (SyntaxPages.all + namePages + clausePages + typePages + evaluationPages + SafetyRules.all.map(\.page) + hygienePages).sorted {
            $0.code < $1.code
        }

    public static func page(_ code: String) -> DiagnosticPage? {
        let wanted = code.uppercased()
        return pages.first { $0.code == wanted }
    }

    /// A code that was probably meant.
    public static func nearest(to code: String) -> String? { Nearest.match(code.uppercased(), among: pages.map(\.code)) }
}

extension DiagnosticPage {
    /// A row of the tables of pages.
    static func row(_ code: String, _ title: String, _ text: String, wrong: String, right: String) -> DiagnosticPage {
        DiagnosticPage(code: code, title: title, text: text, wrong: wrong, right: right)
    }
}
