import Foundation
import Glibc

/// Puts a new text in the place of a file: whoever reads it finds the old one or the new one, whole.
enum FileReplacement {
    struct Failure: Error {
        let message: String
        let help: String
    }

    /// The file keeps its permissions and, where this is allowed, its owner; behind a symbolic link the file that it names is replaced.
    static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
        guard let resolved = unsafe realpath(path, nil) else { throw failure(path) }
        defer { unsafe free(resolved) }
        let target = unsafe String(cString: resolved)
        var attributes = stat()
        guard unsafe stat(target, &attributes) == 0 else { throw failure(path) }
        var name = Array((target + ".XXXXXX").utf8CString)
        let descriptor = unsafe mkstemp(&name)
        guard descriptor >= 0 else { throw failure(path) }
        let isWritten =
            fchmod(descriptor, attributes.st_mode & 0o7777) == 0 && write(bytes, to: descriptor) && fsync(descriptor) == 0
        let owner = geteuid() == attributes.st_uid ? 0 : fchown(descriptor, attributes.st_uid, attributes.st_gid)
        guard close(descriptor) == 0, isWritten, owner == 0, unsafe rename(name, target) == 0 else {
            let failure = failure(path)
            _ = unsafe unlink(name)
            throw failure
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return false }
            written += max(0, count)
        }
        return true
    }

    private static func failure(_ path: String) -> Failure {
        let reason = unsafe String(cString: strerror(errno))
        let folder = (path as NSString).deletingLastPathComponent
        return Failure(
            message: "`\(path)` cannot be written and is left as it was: \(reason)",
            help: "check that \(folder.isEmpty ? "the current folder" : folder) may be written to and has room")
    }
}
