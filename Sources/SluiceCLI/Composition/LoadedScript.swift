import Foundation
import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceRuntime
import SluiceSyntax

/// A script that was read, parsed and checked, with its modules.
struct LoadedScript {
    let path: String
    let folder: String
    let result: CheckResult
    /// For showing diagnostics: the script itself.
    let files: SourceFiles
    let inputs: ScriptFiles

    struct Unreadable: Error {
        var message: String
        var help: String
    }

    /// `-` reads standard input.
    static func read(_ path: String, arguments: [String: String]) throws -> LoadedScript {
        let here = FileManager.default.currentDirectoryPath
        if path == "-" {
            let bytes = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
            return load(bytes, path: here + "/-", name: "-", folder: here, arguments: arguments)
        }
        let full = ((path.hasPrefix("/") ? path : here + "/" + path) as NSString).standardizingPath
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue else {
            throw Unreadable(
                message: isFolder.boolValue ? "`\(path)` is a folder" : "there is no script `\(path)`", help: "looked for \(full)")
        }
        guard let data = FileManager.default.contents(atPath: full) else {
            throw Unreadable(message: "`\(path)` cannot be read", help: "check the permissions of \(full)")
        }
        return load([UInt8](data), path: full, name: path, folder: (full as NSString).deletingLastPathComponent, arguments: arguments)
    }

    /// A text that is at hand already: `-e`, a resumed run.
    static func load(_ bytes: [UInt8], path: String, name: String, folder: String, arguments: [String: String]) -> LoadedScript {
        let inputs = ScriptFiles(folder: folder, arguments: arguments, variables: ProcessInfo.processInfo.environment)
        return load(bytes, path: path, name: name, folder: folder, inputs: inputs)
    }

    /// The script of an interrupted run, as it was then.
    static func resumed(_ run: ScriptRun) -> LoadedScript {
        let folder = (run.path as NSString).deletingLastPathComponent
        let inputs = ScriptFiles(folder: folder, arguments: [:], variables: [:])
        let name = (run.path as NSString).lastPathComponent
        return load(
            Array(run.source.utf8), path: run.path, name: name, folder: folder, inputs: inputs,
            modules: RecordedInputs(inputs, earlier: run.inputs))
    }

    private static func load(
        _ bytes: [UInt8], path: String, name: String, folder: String, inputs: ScriptFiles, modules: (any ScriptInputs)? = nil
    ) -> LoadedScript {
        var files = SourceFiles()
        let file = files.add(name: name, bytes: bytes)
        let result = Checker.check(Parser.parse(file), modules: { Self.interface(of: $0, from: path, modules ?? inputs) })
        return LoadedScript(path: path, folder: folder, result: result, files: files, inputs: inputs)
    }

    /// What a module offers; a module that cannot be had or parsed is reported when it is evaluated.
    static func interface(of declaration: ImportDeclaration, from path: String, _ inputs: any ScriptInputs) -> ModuleInterface? {
        guard case .success(let module) = inputs.moduleSource(declaration.path, from: path) else { return nil }
        let parsed = Parser.parse(SourceFile(name: module.name, text: module.text))
        return parsed.hasErrors ? nil : Checker.interface(of: parsed)
    }
}
