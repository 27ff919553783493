import Foundation

/// Which scripts a path stands for.
enum ScriptSearch {
    struct NotFound: Error {
        let message: String
        let help: String
    }

    /// A file stands for itself, a folder for every `.pipe` file below it in the order of their names; hidden folders and links to folders are passed over.
    static func scripts(at path: String) throws(NotFound) -> [String] {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw NotFound(message: "there is no `\(path)`", help: "name a script, a folder, or - for standard input")
        }
        guard isFolder.boolValue else { return [path] }
        return try scripts(below: path)
    }

    private static func scripts(below folder: String) throws(NotFound) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw NotFound(message: "the folder `\(folder)` cannot be read", help: "check its permissions")
        }
        var found: [String] = []
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = folder == "." ? name : (folder.hasSuffix("/") ? folder : folder + "/") + name
            let type = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
            if type == .typeDirectory {
                found += try scripts(below: path)
            } else if name.hasSuffix(".pipe"), type == .typeRegular || type == .typeSymbolicLink {
                found.append(path)
            }
        }
        return found
    }
}
