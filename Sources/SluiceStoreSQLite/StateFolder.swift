import Foundation
import Glibc
public import SluiceStore

/// The folder in which a store lives: the journal, its lock, and a folder for what effects leave behind.
public struct StateFolder: Hashable, Sendable {
    public var path: String
    public init(path: String) { self.path = (path as NSString).standardizingPath }

    public var journalPath: String { path + "/journal.sqlite" }
    public var lockPath: String { path + "/lock" }
    public var effectsPath: String { path + "/effects" }
    public var socketPath: String { path + "/socket" }

    /// Bytes that are free for us and bytes in all on its file system; `nil` when it cannot be asked.
    public var room: (available: Int64, capacity: Int64)? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        return (Int64(status.f_bavail) * Int64(status.f_frsize), Int64(status.f_blocks) * Int64(status.f_frsize))
    }

    /// `--state`, else `SLUICE_HOME`, else `~/.local/state/sluice`.
    public static func standard(option: String?, environment: [String: String], workingFolder: String) -> StateFolder {
        let chosen = option ?? environment["SLUICE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        let home = environment["HOME"] ?? "/"
        let path = chosen ?? (environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/state") + "/sluice"
        return StateFolder(path: path.hasPrefix("/") ? path : workingFolder + "/" + path)
    }

    /// Creates it for its owner only; an existing one is left as it is.
    public func create() throws(JournalError) {
        do {
            try FileManager.default.createDirectory(
                atPath: effectsPath, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let code = underlying?.domain == NSPOSIXErrorDomain ? underlying?.code : nil
            let reason = code.map { unsafe String(cString: strerror(Int32($0))) } ?? error.localizedDescription
            throw .unwritable(path: path, reason: reason)
        }
    }
}
