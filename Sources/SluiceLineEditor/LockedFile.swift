internal import CEditline
internal import Glibc

/// A file that this process alone writes for as long as the value lives.
struct LockedFile: ~Copyable {
    private let path: String
    private let descriptor: Int32

    /// Waits for the lock; makes the file and its folder when they are missing, readable by the user only.
    init(path: String) throws(HistoryError) {
        self.path = path
        Self.makeFolder(of: path)
        while true {
            let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw HistoryError(path: path, action: "opened", reason: errno) }
            while flock(descriptor, LOCK_EX) != 0 {
                guard errno == EINTR else {
                    let reason = errno
                    close(descriptor)
                    throw HistoryError(path: path, action: "locked", reason: reason)
                }
            }
            if Self.isStill(path, descriptor) {
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Adds a line and waits until it is on the disk. What a crash left of a line before it is closed off first.
    func append(line: [UInt8]) throws(HistoryError) {
        let end = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0x0A
        if end > 0 { _ = unsafe pread(descriptor, &last, 1, end - 1) }
        try Self.write(last == 0x0A ? line : [0x0A] + line, to: descriptor, path: path)
    }

    func contents() throws(HistoryError) -> [UInt8] {
        guard lseek(descriptor, 0, SEEK_SET) == 0, let bytes = FileText.bytes(of: descriptor, limit: 1 << 30) else {
            throw HistoryError(path: path, action: "read", reason: errno)
        }
        return bytes
    }

    /// Puts a new file in the place of this one, all or nothing.
    func replace(with bytes: [UInt8]) throws(HistoryError) {
        let temporary = path + ".new"
        unsafe unlink(temporary)
        let other = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard other >= 0 else { throw HistoryError(path: path, action: "compacted", reason: errno) }
        defer { close(other) }
        try Self.write(bytes, to: other, path: path)
        guard unsafe rename(temporary, path) == 0 else {
            throw HistoryError(path: path, action: "compacted", reason: errno)
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(HistoryError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress!, $0.count) }
            if count > 0 {
                rest.removeFirst(count)
            } else if errno != EINTR {
                throw HistoryError(path: path, action: "written", reason: errno)
            }
        }
        guard fsync(descriptor) == 0 else { throw HistoryError(path: path, action: "written", reason: errno) }
    }

    private static func isStill(_ path: String, _ descriptor: Int32) -> Bool {
        var ours = stat()
        var theirs = stat()
        return unsafe fstat(descriptor, &ours) == 0 && stat(path, &theirs) == 0 && ours.st_ino == theirs.st_ino
            && ours.st_dev == theirs.st_dev
    }

    private static func makeFolder(of path: String) {
        let parts = path.split(separator: "/").dropLast()
        var folder = path.hasPrefix("/") ? "" : "."
        for part in parts {
            folder += "/" + part
            unsafe mkdir(folder, 0o700)
        }
    }
}
