import SluiceStore

extension JournalError {
    /// As an operator reads it: what is wrong with which thing, and the way out.
    var explanation: (message: String, help: String) {
        switch self {
        case .held(let holder, let path):
            let who = holder.map { "\($0)" } ?? "another process"
            return (
                "the state is in use by \(who)", "use that session, wait until it ends, or name another state with --state (lock: \(path))"
            )
        case .unwritable(let path, let reason):
            return (
                "the state cannot be written: \(path): \(reason)",
                "make the folder writable for you, or name another with --state or SLUICE_HOME"
            )
        case .full(let path):
            return ("the disk is full: \(path)", "make room, then `sluice resume` goes on; everything up to now is kept")
        case .damaged(let path, let sequence, let readable, let reason):
            return (
                "the journal is damaged at record \(sequence): \(path): \(reason)",
                readable > 0
                    ? "records 1 to \(readable) are intact; copy the file before anything else, nothing was changed"
                    : "copy the file before anything else, nothing was changed; another state can be named with --state"
            )
        case .newer(let path, let kind, let version):
            return ("\(path) was written by a newer version (`\(kind)` in form \(version))", "use that version of sluice or a newer one")
        case .failed(let path, let reason):
            return ("the journal cannot be used: \(path): \(reason)", "`sluice resume` goes on once that is mended; nothing is lost")
        }
    }
}
