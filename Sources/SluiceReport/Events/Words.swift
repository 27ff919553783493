import SluiceModel

// The states as people read them, and how they stand out.

extension StageState {
    var shown: String {
        switch self {
        case .idle: "idle"
        case .waiting: "waiting"
        case .deploying: "deploying"
        case .baking: "baking"
        case .paused: "paused"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .rollingBack: "rolling back"
        case .rolledBack: "rolled back"
        case .rollbackFailed: "rollback failed"
        case .superseded: "superseded"
        case .cancelled: "cancelled"
        }
    }

    var role: Role {
        switch self {
        case .idle, .superseded, .cancelled: .dim
        case .waiting, .paused, .rollingBack, .rolledBack: .warning
        case .deploying: .note
        case .baking: .help
        case .succeeded: .good
        case .failed, .rollbackFailed: .error
        }
    }
}

extension ExecutionEnd {
    var shown: String { stageState.shown }
    var role: Role { stageState.role }

    /// The state of a stage that the same is said of.
    var stageState: StageState {
        switch self {
        case .succeeded: .succeeded
        case .failed: .failed
        case .rolledBack: .rolledBack
        case .superseded: .superseded
        case .cancelled: .cancelled
        case .rollbackFailed: .rollbackFailed
        }
    }
}

extension RegionState {
    var shown: String {
        switch self {
        case .idle: "idle"
        case .installing: "installing"
        case .installed: "installed"
        case .good: "good"
        case .halted: "halted"
        case .rollingBack: "rolling back"
        case .rolledBack: "rolled back"
        case .rollbackFailed: "rollback failed"
        }
    }

    var role: Role {
        switch self {
        case .idle: .dim
        case .installing: .note
        case .installed, .good: .good
        case .halted, .rollingBack, .rolledBack: .warning
        case .rollbackFailed: .error
        }
    }
}

extension TargetState {
    var shown: String {
        switch self {
        case .idle: "idle"
        case .deploying: "deploying"
        case .healthy: "healthy"
        case .failed: "failed"
        case .rollingBack: "rolling back"
        case .inDoubt: "in doubt"
        case .drifted: "drifted"
        case .retired: "retired"
        }
    }

    var role: Role {
        switch self {
        case .idle, .retired: .dim
        case .deploying: .note
        case .healthy: .good
        case .failed: .error
        case .rollingBack, .inDoubt, .drifted: .warning
        }
    }
}

extension AlarmState {
    var role: Role {
        switch self {
        case .ok: .good
        case .alarm: .error
        case .unknown: .warning
        }
    }
}

extension EffectFailure.Cause {
    /// `exit 1`, `timed out`; empty where the message says it all.
    var shown: String {
        switch self {
        case .exit(let status): "exit \(status)"
        case .signal(let number): "signal \(number)"
        case .timedOut: "timed out"
        case .notStarted: "not started"
        case .conditionFalse, .unreadable, .missingInput: ""
        }
    }
}

extension EffectFailure {
    /// The cause and the message, the cause only once.
    var sentence: String {
        let cause = cause.shown
        guard !cause.isEmpty, !message.contains(cause) else { return message }
        return message.isEmpty ? cause : "\(cause): \(message)"
    }

    /// The last lines of its output that say something.
    func lastLines(_ most: Int) -> [String] {
        output.split(whereSeparator: \.isNewline).suffix(most).map { Printable.line($0) }
    }
}

extension RegionName {
    /// Targets without a region share one that has no name.
    var shown: String { text.isEmpty ? "(no region)" : text }
}

extension AlarmInstance {
    /// `errors (eu-west-1)`, `errors` of one that is the same everywhere.
    var shown: String { scope == .global ? "`\(alarm)`" : "`\(alarm)` (\(place))" }
}

extension Wait {
    /// On one line: the reason, until when, and what ends it.
    func line(near now: Instant) -> String {
        let end = until.map { ", until \($0.text(near: now))" } ?? ""
        return unblockedBy.isEmpty ? "\(reason)\(end)" : "\(reason)\(end); ended by \(unblockedBy)"
    }
}

extension DefinitionHash {
    var short: String { String(text.prefix(8)) }
}
