import Foundation
import SluiceModel

/// A script that a session writes.
enum ScriptFile {
    /// Replaces a file as a whole; an earlier one stays when that fails.
    static func write(_ text: String, to path: String) -> Result<Void, Refusal> {
        var isFolder: ObjCBool = false
        if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            return .failure(Refusal("\(path) is a folder", help: "name a file in it"))
        }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            return .success(())
        } catch {
            let folder = (path as NSString).deletingLastPathComponent
            return .failure(Refusal("\(path) cannot be written", help: "check that \(folder) is there and may be written to"))
        }
    }
}
