import ArgumentParser
import SluiceModel

/// What the process tells its caller.
enum ExitStatus: Int32 {
    case success = 0
    /// A script or definition with an error, a refused command, an unusable store.
    case mistake = 1
    case usage = 2
    /// `failed`, `rollback_failed`, `cancelled`.
    case failed = 3
    /// By itself; a `rollback` command that did its work is a success.
    case rolledBack = 4
    /// Everything is checkpointed.
    case interrupted = 130

    var code: ExitCode { ExitCode(rawValue) }

    /// The worst of some ends; `asked` are those of rollbacks that somebody asked for.
    static func worst(_ ends: [(end: ExecutionEnd, isAsked: Bool)]) -> ExitStatus {
        ends.map { of($0.end, isAsked: $0.isAsked) }.max { severity($0) < severity($1) } ?? .success
    }

    static func worse(_ left: ExitStatus, _ right: ExitStatus) -> ExitStatus { severity(left) < severity(right) ? right : left }

    private static func of(_ end: ExecutionEnd, isAsked: Bool) -> ExitStatus {
        switch end {
        case .succeeded, .superseded: .success
        case .rolledBack: isAsked ? .success : .rolledBack
        case .failed, .cancelled, .rollbackFailed: .failed
        }
    }

    private static func severity(_ status: ExitStatus) -> Int {
        switch status {
        case .success: 0
        case .rolledBack: 1
        case .failed: 2
        case .mistake: 3
        case .usage: 4
        case .interrupted: 5
        }
    }
}
