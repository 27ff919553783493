public import Foundation
import OrderedCollections

/// One editor's conversation: messages in, messages out.
///
/// `receive` takes in what has come, `step` does the next piece of work. Whoever drives it receives all that is at hand before each step:
/// then a newer change replaces the analysis of an older one, and a cancelled request is answered without being carried out.
public struct LanguageSession: Sendable {
    enum Stage: Sendable {
        /// `initialize` has not come yet.
        case waiting
        case running
        case shutDown
    }

    /// What was received and not handled yet.
    enum Incoming: Sendable {
        case request(RequestID, method: String, Data)
        case notification(method: String, Data)
        /// The answer to it is ready.
        case refused(RequestID?, ResponseError)
    }

    let workspace: any ScriptWorkspace
    let version: String
    var stage = Stage.waiting
    var client = ClientAbilities()
    var folders: [String] = []
    var inbox: [Incoming] = []
    var documents: OrderedDictionary<String, OpenDocument> = [:]
    /// By URI, of the text as it is now.
    var analyses: [String: DocumentAnalysis] = [:]
    /// URIs whose diagnostics are to be published, oldest first.
    var stale: OrderedSet<String> = []
    /// Set by `exit`: the status that the process ends with.
    public private(set) var exitStatus: Int32?

    /// - Parameter version: of the program, for the client to show.
    public init(workspace: any ScriptWorkspace, version: String) {
        self.workspace = workspace
        self.version = version
    }

    /// True when a step would do nothing before more comes in.
    public var isIdle: Bool { inbox.isEmpty && stale.isEmpty }

    /// What a process ends with when its input ends without an `exit`.
    public var statusAtEndOfInput: Int32 { stage == .shutDown ? 0 : 1 }

    /// Takes in the text of one message.
    public mutating func receive(_ body: Data) {
        let head: IncomingHead
        do {
            head = try JSONDecoder().decode(IncomingHead.self, from: body)
        } catch DecodingError.dataCorrupted {
            inbox.append(.refused(nil, ResponseError(code: ResponseError.parse, message: "the message is not JSON")))
            return
        } catch {
            inbox.append(.refused(nil, ResponseError(code: ResponseError.invalidRequest, message: "the message is no request")))
            return
        }
        switch (head.id, head.method) {
        case (nil, "$/cancelRequest"): cancel(body)
        case (nil, let method?): inbox.append(.notification(method: method, body))
        case (let id?, let method?): inbox.append(.request(id, method: method, body))
        case (_, nil): break
        }
    }

    mutating func receive(_ frame: MessageFraming.Frame) {
        switch frame {
        case .body(let bytes): receive(Data(bytes))
        case .unreadable(let problem): inbox.append(.refused(nil, ResponseError(code: ResponseError.parse, message: problem)))
        }
    }

    private mutating func cancel(_ body: Data) {
        guard let cancelled = try? JSONDecoder().decode(IncomingParameters<CancelParameters>.self, from: body).params.id else { return }
        for (index, message) in inbox.enumerated() {
            if case .request(cancelled, _, _) = message {
                inbox[index] = .refused(cancelled, ResponseError(code: ResponseError.cancelled, message: "cancelled"))
            }
        }
    }

    /// Handles one message, or goes on with one document when there is none; nil when there is nothing to do.
    public mutating func step() -> [OutgoingMessage]? {
        guard exitStatus == nil else { return nil }
        guard inbox.isEmpty else { return handle(inbox.removeFirst()) }
        return stale.isEmpty ? nil : analyseNext()
    }

    private mutating func handle(_ message: Incoming) -> [OutgoingMessage] {
        switch message {
        case .refused(let id, let error): return [.response(id, .failure(error))]
        case .request(let id, let method, let body): return [.response(id, answer(method, body))]
        case .notification("exit", _):
            exitStatus = statusAtEndOfInput
            return []
        case .notification(let method, let body): return stage == .running ? take(method, body) : []
        }
    }

    // MARK: Life

    private mutating func answer(_ method: String, _ body: Data) -> Result<any Encodable & Sendable, ResponseError> {
        switch (stage, method) {
        case (.waiting, "initialize"):
            return Self.decoding(body, InitializeParameters.self).map { initialize($0) }
        case (.waiting, _):
            return .failure(ResponseError(code: ResponseError.notInitialized, message: "`initialize` has to come before `\(method)`"))
        case (.running, "shutdown"):
            stage = .shutDown
            stale = []
            return .success(NoResult())
        case (.running, "initialize"):
            return .failure(ResponseError(code: ResponseError.invalidRequest, message: "`initialize` was answered already"))
        case (.running, _):
            return answerRequest(method, body)
        case (.shutDown, _):
            return .failure(ResponseError(code: ResponseError.invalidRequest, message: "nothing but `exit` can follow `shutdown`"))
        }
    }

    private mutating func initialize(_ parameters: InitializeParameters) -> InitializeResult {
        stage = .running
        client = ClientAbilities(parameters)
        let uris = parameters.workspaceFolders?.map(\.uri) ?? parameters.rootUri.map { [$0] } ?? []
        folders = uris.compactMap(DocumentURI.path)
        return InitializeResult(
            capabilities: .init(positionEncoding: client.encoding, semanticTokensProvider: .init(legend: SemanticTokenKinds.legend)),
            serverInfo: .init(name: "sluice", version: version))
    }

    static func decoding<Parameters: Decodable>(_ body: Data, _ type: Parameters.Type) -> Result<Parameters, ResponseError> {
        do {
            return .success(try JSONDecoder().decode(IncomingParameters<Parameters>.self, from: body).params)
        } catch {
            return .failure(ResponseError(code: ResponseError.invalidParameters, message: Self.reason(error)))
        }
    }

    private static func reason(_ error: any Error) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            return "`\(key.stringValue)` is missing" + (context.codingPath.isEmpty ? "" : " in `\(place(context))`")
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            return "`\(place(context))` has the wrong type"
        default: return "the parameters cannot be read"
        }
    }
}

/// What the client said that it understands.
struct ClientAbilities: Hashable, Sendable {
    var encoding = PositionEncoding.utf16
    var takesSnippets = false
    var takesNestedSymbols = false
    /// It can be asked to watch files.
    var watchesFiles = false

    init() {}

    init(_ parameters: InitializeParameters) {
        let offered = parameters.capabilities?.general?.positionEncodings ?? []
        encoding = offered.contains(PositionEncoding.utf8.rawValue) ? .utf8 : .utf16
        takesSnippets = parameters.capabilities?.textDocument?.completion?.completionItem?.snippetSupport ?? false
        watchesFiles = parameters.capabilities?.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false
        takesNestedSymbols = parameters.capabilities?.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport ?? false
    }
}
