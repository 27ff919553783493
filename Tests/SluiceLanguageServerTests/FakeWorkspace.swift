import Foundation
import SluiceInterpreter
import SluiceModel
import StandardLibrary

@testable import SluiceLanguageServer

/// Files that are nowhere but here.
struct FakeWorkspace: ScriptWorkspace {
    /// By absolute path.
    var files: [String: String] = [:]

    struct Inputs: ScriptInputs {
        let folder: String
        let files: [String: String]

        func read(_ path: String) -> Result<String, InputError> {
            let full = path.hasPrefix("/") ? path : folder + "/" + path
            return files[full].map { .success($0) } ?? .failure(InputError("there is no file `\(path)`"))
        }

        func yamlAsJSON(_ path: String) -> Result<String, InputError> { read(path) }

        func moduleSource(_ importPath: String, from importingFile: String) -> Result<ModuleSource, InputError> {
            if importPath.hasPrefix("std/") {
                return StandardLibrary.source(named: String(importPath.dropFirst(4))).map {
                    .success(ModuleSource(name: importPath, text: $0))
                } ?? .failure(InputError("there is no module `\(importPath)`"))
            }
            let path = ((importingFile as NSString).deletingLastPathComponent + "/" + importPath as NSString).standardizingPath
            return files[path].map { .success(ModuleSource(name: path, text: $0)) } ?? .failure(InputError("there is no `\(importPath)`"))
        }

        func environment(_ name: String) -> String? { nil }
        func argument(_ name: String) -> String? { nil }
        func timeZone(_ name: String) -> TimeZoneRules? { nil }
    }

    func inputs(folder: String) -> any ScriptInputs { Inputs(folder: folder, files: files) }
    func standardModule(_ name: String) -> String? { StandardLibrary.source(named: name) == nil ? nil : "/cache/std/\(name).pipe" }
    func scripts(under folder: String) -> [String] { files.keys.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".pipe") }.sorted() }

    func text(ofFile path: String) -> String? {
        if path.hasPrefix("/cache/std/") {
            return StandardLibrary.source(named: String(path.dropFirst("/cache/std/".count).dropLast(".pipe".count)))
        }
        return files[path]
    }
}
