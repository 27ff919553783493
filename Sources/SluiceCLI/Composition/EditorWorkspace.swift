import Foundation
import Glibc
import SluiceInterpreter
import SluiceLanguageServer
import SluiceModel
import StandardLibrary

/// What an editor's scripts read. Nothing here waits: pipes and devices are refused, and so are files that are too large to look at.
struct EditorWorkspace: ScriptWorkspace {
    /// Bytes.
    static let largestFile = 16 << 20
    /// Of scripts that are searched for names.
    private static let mostScripts = 500
    /// Of files that are looked at to find them.
    private static let mostFiles = 20_000

    func inputs(folder: String) -> any ScriptInputs {
        ScriptFiles(
            folder: folder, arguments: [:], variables: ProcessInfo.processInfo.environment, largestRegularFile: Self.largestFile)
    }

    func text(ofFile path: String) -> String? {
        guard ScriptFiles.isRegular(path, upTo: Self.largestFile), let bytes = FileManager.default.contents(atPath: path) else {
            return nil
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// A copy in the user's cache: an editor can show it without knowing more than files. Its folder is named by its content.
    func standardModule(_ name: String) -> String? {
        guard let source = StandardLibrary.source(named: name), let cache = Self.cacheFolder else { return nil }
        let folder = "\(cache)/sluice/std-\(SHA256.hexDigest(source.utf8).prefix(12))"
        let path = "\(folder)/\(name).pipe"
        if text(ofFile: path) == source { return path }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try source.write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
            return path
        } catch {
            return nil
        }
    }

    private static var cacheFolder: String? {
        let environment = ProcessInfo.processInfo.environment
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache }
        return environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.cache" : nil }
    }

    func scripts(under folder: String) -> [String] {
        let url = URL(fileURLWithPath: folder, isDirectory: true)
        let found = FileManager.default.enumerator(
            at: url, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles], errorHandler: { _, _ in true })
        guard let found else { return [] }
        var scripts: [String] = []
        var seen = 0
        for case let file as URL in found {
            seen += 1
            if seen > Self.mostFiles || scripts.count == Self.mostScripts { break }
            if file.lastPathComponent == "node_modules" { found.skipDescendants() }
            if file.pathExtension == "pipe" { scripts.append(file.path) }
        }
        return scripts.sorted()
    }
}
