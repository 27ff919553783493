import Foundation
import SluiceInterpreter
import SluiceModel

/// What a script reads while it is looked at: modules that are open in the editor as they are there, everything else from disk.
struct OpenDocumentInputs: ScriptInputs {
    let folder: String
    let disk: any ScriptInputs
    /// Texts by absolute path.
    let open: [String: [UInt8]]

    /// Where an import leads; nil for the standard library.
    func path(of importPath: String, from importingFile: String) -> String? {
        guard !importPath.hasPrefix("std/") else { return nil }
        let base =
            importingFile.hasPrefix("std/") || !importingFile.hasPrefix("/")
            ? folder : (importingFile as NSString).deletingLastPathComponent
        return ((importPath.hasPrefix("/") ? importPath : base + "/" + importPath) as NSString).standardizingPath
    }

    func moduleSource(_ importPath: String, from importingFile: String) -> Result<ModuleSource, InputError> {
        if let path = path(of: importPath, from: importingFile), let bytes = open[path] {
            return .success(ModuleSource(name: path, text: String(decoding: bytes, as: UTF8.self)))
        }
        return disk.moduleSource(importPath, from: importingFile)
    }

    func read(_ path: String) -> Result<String, InputError> { disk.read(path) }
    func yamlAsJSON(_ path: String) -> Result<String, InputError> { disk.yamlAsJSON(path) }
    func environment(_ name: String) -> String? { disk.environment(name) }
    func argument(_ name: String) -> String? { disk.argument(name) }
    func timeZone(_ name: String) -> TimeZoneRules? { disk.timeZone(name) }
}
