import Foundation
import Glibc
import SluiceModel
import SluiceStore

/// The exclusive right to write a store, held as long as this process keeps the file open.
///
/// The kernel releases it when the process ends, however it ends; the text in the file says who held it last.
final class WriterLock: Sendable {
    private let descriptor: Int32

    init(path: String, holder: JournalHolder) throws(JournalError) {
        let opened = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw .unwritable(path: path, reason: unsafe String(cString: strerror(errno))) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let other = WriterLock.holder(path: path)
            close(opened)
            throw .held(by: other, path: path)
        }
        descriptor = opened
        ftruncate(opened, 0)
        if let bytes = try? CanonicalCoding.bytes(of: holder) {
            _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(opened, $0.baseAddress, $0.count, 0) }
        }
    }

    /// Who wrote the file last; `nil` when it cannot be read.
    static func holder(path: String) -> JournalHolder? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        return try? CanonicalCoding.decode(JournalHolder.self, from: bytes)
    }

    deinit { close(descriptor) }
}
