import SluiceSyntax

extension DiagnosticCodes {
    static let namePages: [DiagnosticPage] = []
    static let clausePages: [DiagnosticPage] = []
    static let typePages: [DiagnosticPage] = []
    static let hygienePages: [DiagnosticPage] = []
}
