import Foundation

/// The files of the repository that people write.
struct Checkout {
    var files: [SourceFile]
    /// Names at the top of the repository; empty where a rule about them is not meant to speak.
    var topLevel: [String]

    static let folders = ["Sources", "Tests", "stdlib", "scripts", ".ci"]

    static func here() throws -> Checkout {
        try read.get()
    }

    private static let read = Result { try Checkout(root: root) }

    /// Found from this file's own place, through the links of a scratch package if there are any.
    private static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder
    }()

    init(files: [SourceFile], topLevel: [String]) {
        self.files = files
        self.topLevel = topLevel
    }

    private init(root: URL) throws {
        topLevel = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
        var paths = topLevel.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".md") }
        for folder in Self.folders {
            let base = root.appendingPathComponent(folder)
            guard let found = FileManager.default.enumerator(atPath: base.path) else { continue }
            for case let path as String in found { paths.append("\(folder)/\(path)") }
        }
        files = paths.sorted().compactMap { path in
            let url = root.appendingPathComponent(path)
            guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
            return SourceFile(path: path, text: text)
        }
    }

    var swiftFiles: [SourceFile] {
        files.filter { $0.path.hasSuffix(".swift") }
    }

    /// The files that a person edits as code, in any language.
    var codeFiles: [SourceFile] {
        files.filter { file in [".swift", ".c", ".h", ".pipe"].contains { file.path.hasSuffix($0) } }
    }
}
