import Foundation

/// The case files under `Tests/Conformance`.
enum ConformanceFiles {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Conformance").path

    /// Paths from the folder on, sorted; what stands in a `files` folder is material of the cases.
    static let paths: [String] = {
        let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(".pipe") && !$0.contains("files/") }.sorted()
    }()

    static func cases(of path: String) throws -> [ConformanceCase] {
        let text = try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
        do { return try ConformanceCase.all(in: text, file: path) } catch let error as MarkError {
            throw MarkError(description: "\(path): \(error.description)")
        }
    }

    static func all() throws -> [ConformanceCase] { try paths.flatMap(cases) }

    /// What lies beside the cases of a section.
    static func material(of path: String) -> String? {
        let files = folder + "/" + (path as NSString).deletingLastPathComponent + "/files"
        return FileManager.default.fileExists(atPath: files) ? files : nil
    }
}
