public import SluiceInterpreter

/// What a session may see of the machine: nothing in it is changed but the copies of the standard library.
public protocol ScriptWorkspace: Sendable {
    /// What a script in this folder may read; `folder` is absolute. Must not wait for long: reads regular files of bounded size only.
    func inputs(folder: String) -> any ScriptInputs
    /// The absolute path of a file with the source of `std/NAME`, made when it is first asked for; nil when there is no such module or
    /// no place for it.
    func standardModule(_ name: String) -> String?
    /// The absolute paths of the scripts under a folder, in alphabetical order, a bounded number.
    func scripts(under folder: String) -> [String]
    /// The text of a file; nil when it cannot be read.
    func text(ofFile path: String) -> String?
}
