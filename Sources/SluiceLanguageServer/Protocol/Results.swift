/// What the server answers with, in the protocol's words.
struct InitializeResult: Encodable, Sendable {
    struct Server: Encodable { var name: String, version: String }
    struct Capabilities: Encodable {
        struct Synchronization: Encodable {
            var openClose = true
            /// Incremental; a change without a range is the whole text.
            var change = 2
            var save = true
        }
        struct Completion: Encodable {
            var triggerCharacters = [".", "\"", "(", " "]
        }
        struct SignatureHelp: Encodable {
            var triggerCharacters = ["(", ","]
            var retriggerCharacters = [" "]
        }
        struct Rename: Encodable { var prepareProvider = true }
        struct CodeAction: Encodable { var codeActionKinds = ["quickfix"] }
        struct SemanticTokens: Encodable {
            struct Legend: Encodable { var tokenTypes: [String], tokenModifiers: [String] }
            var legend: Legend
            var full = true
        }

        var positionEncoding: PositionEncoding
        var textDocumentSync = Synchronization()
        var hoverProvider = true
        var completionProvider = Completion()
        var signatureHelpProvider = SignatureHelp()
        var definitionProvider = true
        var referencesProvider = true
        var documentHighlightProvider = true
        var renameProvider = Rename()
        var documentFormattingProvider = true
        var documentSymbolProvider = true
        var workspaceSymbolProvider = true
        var codeActionProvider = CodeAction()
        var inlayHintProvider = true
        var semanticTokensProvider: SemanticTokens
    }
    var capabilities: Capabilities
    var serverInfo: Server
}

/// Asks the client to say when files change that scripts may read.
struct WatchRegistration: Encodable, Sendable {
    struct Registration: Encodable {
        struct Options: Encodable {
            struct Watcher: Encodable { var globPattern = "**/*.{pipe,csv,json,yaml,yml}" }
            var watchers = [Watcher()]
        }
        var id = "files"
        var method = "workspace/didChangeWatchedFiles"
        var registerOptions = Options()
    }
    var registrations = [Registration()]
}

struct PublishedDiagnostics: Encodable, Sendable {
    var uri: String
    var version: Int?
    var diagnostics: [EditorDiagnostic]
}

struct EditorDiagnostic: Encodable, Sendable {
    struct Related: Encodable { var location: Location, message: String }
    var range: TextRange
    /// 1 error, 2 warning, 3 information.
    var severity: Int
    var code: String
    var source = "sluice"
    var message: String
    /// 1: shown faded.
    var tags: [Int]?
    var relatedInformation: [Related]?
}

struct Hover: Encodable, Sendable {
    var contents: Markup
    var range: TextRange?
}

struct CompletionItem: Encodable, Sendable {
    var label: String
    var kind: Int
    var detail: String?
    var documentation: Markup?
    var sortText: String
    var filterText: String?
    /// 1 plain, 2 snippet.
    var insertTextFormat: Int
    var textEdit: TextEdit
}

struct CompletionAnswer: Encodable, Sendable {
    var isIncomplete = false
    var items: [CompletionItem]
}

struct SignatureHelp: Encodable, Sendable {
    struct Parameter: Encodable {
        /// Where it stands in the signature's label, in UTF-16 units.
        var label: [Int]
        var documentation: Markup?
    }
    struct Signature: Encodable {
        var label: String
        var documentation: Markup?
        var parameters: [Parameter]
    }
    var signatures: [Signature]
    var activeSignature = 0
    var activeParameter: Int?
}

struct DocumentSymbol: Encodable, Sendable {
    var name: String
    var detail: String?
    var kind: SymbolKind
    var range: TextRange
    var selectionRange: TextRange
    var children: [DocumentSymbol]
}

/// The protocol has no words for deployments; these are its nearest.
enum SymbolKind: Int, Encodable, Sendable {
    case module = 2
    case namespace = 3
    case package = 4
    case `class` = 5
    case method = 6
    case function = 12
    case variable = 13
    case constant = 14
    case event = 24
}

struct SymbolInformation: Encodable, Sendable {
    var name: String
    var kind: SymbolKind
    var location: Location
    var containerName: String?
}

struct PreparedRename: Encodable, Sendable {
    var range: TextRange
    var placeholder: String
}

struct CodeAction: Encodable, Sendable {
    var title: String
    var kind = "quickfix"
    var diagnostics: [EditorDiagnostic]
    var isPreferred: Bool
    var edit: WorkspaceEdit
}

struct InlayHint: Encodable, Sendable {
    var position: TextPosition
    var label: String
    /// 1 a type; nil for anything else.
    var kind: Int?
    var tooltip: String?
    var paddingLeft = true
}

struct SemanticTokens: Encodable, Sendable { var data: [Int] }

struct DocumentHighlight: Encodable, Sendable {
    var range: TextRange
    /// 2 read, 3 write.
    var kind: Int
}

/// The answer to a request that has none.
struct NoResult: Encodable, Sendable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encodeNil()
    }
}
