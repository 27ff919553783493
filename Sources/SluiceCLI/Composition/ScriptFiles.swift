import Foundation
import Glibc
import SluiceInterpreter
import SluiceModel
import StandardLibrary
import Yams

/// What scripts read: files beside the script, modules, the environment, `--arg`, time zones.
struct ScriptFiles: ScriptInputs {
    /// The folder of the main script, absolute.
    let folder: String
    let arguments: [String: String]
    let variables: [String: String]
    /// Nil: whatever can be read is read. Else regular files of at most so many bytes, which never wait.
    var largestRegularFile: Int?

    private func resolve(_ path: String, against base: String) -> String {
        let joined = path.hasPrefix("/") ? path : base + "/" + path
        return (joined as NSString).standardizingPath
    }

    private func text(at path: String, shown: String) -> Result<String, InputError> {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return .failure(InputError("there is no file `\(shown)`", help: "looked for \(path)"))
        }
        guard !isFolder.boolValue else { return .failure(InputError("`\(shown)` is a folder", help: "name a file in \(path)")) }
        if let largest = largestRegularFile, !Self.isRegular(path, upTo: largest) {
            return .failure(InputError("`\(shown)` is not looked at here", help: "\(path) is no regular file of at most \(largest) bytes"))
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            return .failure(InputError("`\(shown)` cannot be read", help: "check the permissions of \(path)"))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return .failure(InputError("`\(shown)` is not UTF-8 text", help: "\(path)"))
        }
        return .success(text)
    }

    static func isRegular(_ path: String, upTo largest: Int) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size <= largest
    }

    func read(_ path: String) -> Result<String, InputError> { text(at: resolve(path, against: folder), shown: path) }

    func yamlAsJSON(_ path: String) -> Result<String, InputError> {
        read(path).flatMap { text in
            do {
                guard let node = try Yams.compose(yaml: text) else { return .success("null") }
                return .success(try Self.canonical(node, depth: 0).text)
            } catch let error as YamlError {
                return .failure(InputError("`\(path)` is not YAML", help: "\(error)"))
            } catch {
                return .failure(InputError("`\(path)` cannot be used: \(error)"))
            }
        }
    }

    private struct TooDeep: Error, CustomStringConvertible {
        let description = "it is nested more than 100 levels deep"
    }

    private static func canonical(_ node: Node, depth: Int) throws -> CanonicalValue {
        guard depth < 100 else { throw TooDeep() }
        switch node {
        case .mapping(let mapping):
            return .object(try mapping.map { .init($0.key.string ?? "", try canonical($0.value, depth: depth + 1)) })
        case .sequence(let sequence): return .list(try sequence.map { try canonical($0, depth: depth + 1) })
        case .scalar(let scalar):
            if scalar.style == .singleQuoted || scalar.style == .doubleQuoted { return .string(scalar.string) }
            if let flag = node.bool { return .boolean(flag) }
            if let whole = node.int { return .number(String(whole)) }
            if let number = node.float, number.isFinite { return .number("\(number)") }
            if node.null != nil { return .null }
            return .string(scalar.string)
        case .alias: return .null
        }
    }

    func moduleSource(_ importPath: String, from importingFile: String) -> Result<ModuleSource, InputError> {
        if importPath.hasPrefix("std/") {
            let name = String(importPath.dropFirst(4))
            guard let source = StandardLibrary.source(named: name) else {
                let known = StandardLibrary.moduleNames.map { "std/\($0)" }.joined(separator: ", ")
                return .failure(InputError("the standard library has no module `\(name)`", help: "there are: \(known)"))
            }
            return .success(ModuleSource(name: importPath, text: source))
        }
        let base = (resolve(importingFile, against: folder) as NSString).deletingLastPathComponent
        let path = resolve(importPath, against: importingFile.hasPrefix("std/") ? folder : base)
        return text(at: path, shown: importPath).map { ModuleSource(name: path, text: $0) }
    }

    func environment(_ name: String) -> String? { variables[name] }
    func argument(_ name: String) -> String? { arguments[name] }
    func timeZone(_ name: String) -> TimeZoneRules? { TimeZoneDatabase.rules(name) }
}
