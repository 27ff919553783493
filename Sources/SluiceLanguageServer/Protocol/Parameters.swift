/// What clients send; what is not listed is not needed here and passed over.
struct InitializeParameters: Decodable {
    struct Capabilities: Decodable {
        struct General: Decodable { var positionEncodings: [String]? }
        struct TextDocument: Decodable {
            struct Completion: Decodable {
                struct Item: Decodable { var snippetSupport: Bool? }
                var completionItem: Item?
            }
            struct Symbols: Decodable { var hierarchicalDocumentSymbolSupport: Bool? }
            var completion: Completion?
            var documentSymbol: Symbols?
        }
        struct Workspace: Decodable {
            struct WatchedFiles: Decodable { var dynamicRegistration: Bool? }
            var didChangeWatchedFiles: WatchedFiles?
        }
        var general: General?
        var textDocument: TextDocument?
        var workspace: Workspace?
    }
    struct Folder: Decodable { var uri: String }

    var capabilities: Capabilities?
    var rootUri: String?
    var workspaceFolders: [Folder]?
}

struct DocumentName: Decodable { var uri: String }

struct OpenParameters: Decodable {
    struct Document: Decodable {
        var uri: String
        var version: Int?
        var text: String
    }
    var textDocument: Document
}

struct ChangeParameters: Decodable {
    struct Document: Decodable {
        var uri: String
        var version: Int?
    }
    struct Change: Decodable {
        /// Nil: the text is the whole document.
        var range: TextRange?
        var text: String
    }
    var textDocument: Document
    var contentChanges: [Change]
}

struct DocumentParameters: Decodable { var textDocument: DocumentName }

struct PositionParameters: Decodable {
    var textDocument: DocumentName
    var position: TextPosition
}

struct ReferenceParameters: Decodable {
    struct Context: Decodable { var includeDeclaration: Bool }
    var textDocument: DocumentName
    var position: TextPosition
    var context: Context?
}

struct RenameParameters: Decodable {
    var textDocument: DocumentName
    var position: TextPosition
    var newName: String
}

struct RangeParameters: Decodable {
    var textDocument: DocumentName
    var range: TextRange
}

struct SymbolParameters: Decodable { var query: String }

struct CancelParameters: Decodable { var id: RequestID }
