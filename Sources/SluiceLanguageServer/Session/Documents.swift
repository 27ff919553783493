import Foundation
import OrderedCollections
import SluiceInterpreter
import SluiceSyntax

extension LanguageSession {
    /// Takes in a notification; one that is not known, or cannot be read, is passed over.
    mutating func take(_ method: String, _ body: Data) -> [OutgoingMessage] {
        switch method {
        case "textDocument/didOpen":
            if case .success(let opened) = Self.decoding(body, OpenParameters.self) { open(opened) }
        case "textDocument/didChange":
            if case .success(let change) = Self.decoding(body, ChangeParameters.self) { apply(change) }
        case "textDocument/didSave":
            if case .success(let saved) = Self.decoding(body, DocumentParameters.self) { touch(saved.textDocument.uri) }
        case "textDocument/didClose":
            if case .success(let closed) = Self.decoding(body, DocumentParameters.self) { return close(closed.textDocument.uri) }
        case "initialized":
            if client.watchesFiles { return [.request(.text("watch"), "client/registerCapability", WatchRegistration())] }
        case "workspace/didChangeWatchedFiles": for uri in documents.keys { touch(uri) }
        default: break
        }
        return []
    }

    private mutating func open(_ opened: OpenParameters) {
        let document = opened.textDocument
        documents[document.uri] = OpenDocument(
            uri: document.uri, version: document.version, text: document.text, encoding: client.encoding)
        touch(document.uri)
    }

    private mutating func apply(_ change: ChangeParameters) {
        let uri = change.textDocument.uri
        guard documents[uri] != nil else { return }
        documents[uri]?.apply(change.contentChanges, version: change.textDocument.version)
        touch(uri)
    }

    /// A document that is no longer open has no diagnostics.
    private mutating func close(_ uri: String) -> [OutgoingMessage] {
        guard documents.removeValue(forKey: uri) != nil else { return [] }
        touch(uri)
        stale.remove(uri)
        return [.notification("textDocument/publishDiagnostics", PublishedDiagnostics(uri: uri, version: nil, diagnostics: []))]
    }

    /// What is known of a document, and of those that read it, is no longer true.
    private mutating func touch(_ uri: String) {
        let path = DocumentURI.path(of: uri)
        analyses[uri] = nil
        if documents[uri] != nil { note(uri) }
        for other in documents.keys where other != uri {
            guard let analysis = analyses[other], let path, analysis.reads(path) else { continue }
            analyses[other] = nil
            note(other)
        }
    }

    private mutating func note(_ uri: String) {
        stale.remove(uri)
        stale.append(uri)
    }

    // MARK: Analysing

    /// The inputs of a document, with what is open in the editor in front of what is on disk.
    func inputs(for path: String) -> OpenDocumentInputs {
        let folder = (path as NSString).deletingLastPathComponent
        let texts = documents.values.map { ($0.path, $0.bytes) }
        return OpenDocumentInputs(
            folder: folder, disk: workspace.inputs(folder: folder), open: Dictionary(texts, uniquingKeysWith: { _, last in last }))
    }

    /// What is known of an open document's text as it is now; without its evaluation unless that was done.
    mutating func analysis(of uri: String) -> DocumentAnalysis? {
        guard let document = documents[uri] else { return nil }
        if let known = analyses[uri] { return known }
        let fresh = DocumentAnalysis(path: document.path, bytes: document.bytes, lines: document.lines, inputs: inputs(for: document.path))
        analyses[uri] = fresh
        return fresh
    }

    /// The same, evaluated.
    mutating func evaluated(_ uri: String) -> DocumentAnalysis? {
        guard var known = analysis(of: uri) else { return nil }
        if known.evaluation == nil {
            known.evaluate(inputs: inputs(for: known.path))
            analyses[uri] = known
        }
        return known
    }

    /// Does one half of the oldest stale document: reads and checks it, then evaluates and publishes.
    mutating func analyseNext() -> [OutgoingMessage] {
        guard let uri = stale.first, let document = documents[uri] else {
            if !stale.isEmpty { stale.removeFirst() }
            return []
        }
        if analyses[uri] == nil {
            _ = analysis(of: uri)
            return []
        }
        stale.removeFirst()
        guard let analysis = evaluated(uri) else { return [] }
        let diagnostics = EditorDiagnostics(analysis: analysis, uri: uri, standardModule: workspace.standardModule).all
        return [
            .notification(
                "textDocument/publishDiagnostics", PublishedDiagnostics(uri: uri, version: document.version, diagnostics: diagnostics))
        ]
    }
}
