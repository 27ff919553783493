import Foundation
import OrderedCollections
import SluiceSyntax

extension LanguageSession {
    typealias Answer = Result<any Encodable & Sendable, ResponseError>

    /// Answers a request that may come at any time between `initialize` and `shutdown`.
    mutating func answerRequest(_ method: String, _ body: Data) -> Answer {
        switch method {
        case "textDocument/hover": withPlace(body) { $0.hover($1, $2) }
        case "textDocument/completion": withPlace(body) { $0.completion($1, $2) }
        case "textDocument/signatureHelp": withPlace(body) { $0.signatureHelp($1, $2) }
        case "textDocument/definition": withPlace(body) { $0.definition($1, $2) }
        case "textDocument/documentHighlight": withPlace(body) { $0.highlights($1, $2) }
        case "textDocument/references": references(body)
        case "textDocument/prepareRename": withPlace(body) { $0.prepareRename($1, $2) }
        case "textDocument/rename": rename(body)
        case "textDocument/formatting": withDocument(body) { $0.formatting($1) }
        case "textDocument/documentSymbol": withDocument(body) { $0.documentSymbols($1) }
        case "textDocument/semanticTokens/full": withDocument(body) { $0.semanticTokens($1) }
        case "textDocument/codeAction": withRange(body) { $0.codeActions($1, $2) }
        case "textDocument/inlayHint": withRange(body) { $0.inlayHints($1, $2) }
        case "workspace/symbol": Self.decoding(body, SymbolParameters.self).flatMap { workspaceSymbols($0.query) }
        default: .failure(ResponseError(code: ResponseError.unknownMethod, message: "`\(method)` is not known here"))
        }
    }

    // MARK: Finding the document

    func refusal(_ uri: String) -> ResponseError {
        ResponseError(code: ResponseError.invalidParameters, message: "`\(uri)` is not open")
    }

    private mutating func withDocument(_ body: Data, _ answer: (inout LanguageSession, String) -> Answer) -> Answer {
        Self.decoding(body, DocumentParameters.self).flatMap { parameters in
            guard documents[parameters.textDocument.uri] != nil else { return .failure(refusal(parameters.textDocument.uri)) }
            return answer(&self, parameters.textDocument.uri)
        }
    }

    private mutating func withPlace(_ body: Data, _ answer: (inout LanguageSession, String, Int) -> Answer) -> Answer {
        Self.decoding(body, PositionParameters.self).flatMap { parameters in
            let uri = parameters.textDocument.uri
            guard let document = documents[uri] else { return .failure(refusal(uri)) }
            return answer(&self, uri, document.lines.offset(at: parameters.position))
        }
    }

    private mutating func withRange(_ body: Data, _ answer: (inout LanguageSession, String, Range<Int>) -> Answer) -> Answer {
        Self.decoding(body, RangeParameters.self).flatMap { parameters in
            let uri = parameters.textDocument.uri
            guard let document = documents[uri] else { return .failure(refusal(uri)) }
            return answer(&self, uri, document.lines.offsets(of: parameters.range))
        }
    }
}
