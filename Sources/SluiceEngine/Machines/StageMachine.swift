public import SluiceModel

extension StageState {
    /// It has been entered and is neither over nor going back.
    var isUnderway: Bool {
        switch self {
        case .deploying, .baking, .paused: true
        case .idle, .waiting, .succeeded, .failed, .rollingBack, .rolledBack, .rollbackFailed, .superseded, .cancelled: false
        }
    }
}

/// A stage of one execution.
///
///     idle → waiting → deploying ⇄ baking → succeeded;  waiting → superseded | failed | cancelled
///     deploying | baking ⇄ paused;  deploying | baking | paused → rolling_back | failed | cancelled
///     rolling_back → rolled_back | failed | rollback_failed → rolled_back (late restore)
///
/// What was done may be rolled back later by a failure elsewhere in the phase or by an operator. Waiting and pausing follow
/// themselves when what they wait for changes.
public enum StageMachine {
    /// Whether one may follow the other.
    public static func allows(_ from: StageState, _ to: StageState) -> Bool {
        switch (from, to) {
        case (.idle, .waiting): true
        case (.idle, .idle), (.idle, .deploying), (.idle, .baking), (.idle, .paused), (.idle, .succeeded), (.idle, .failed),
            (.idle, .rollingBack), (.idle, .rolledBack), (.idle, .rollbackFailed), (.idle, .superseded), (.idle, .cancelled):
            false
        case (.waiting, .waiting), (.waiting, .deploying), (.waiting, .failed), (.waiting, .superseded), (.waiting, .cancelled): true
        case (.waiting, .idle), (.waiting, .baking), (.waiting, .paused), (.waiting, .succeeded), (.waiting, .rollingBack),
            (.waiting, .rolledBack), (.waiting, .rollbackFailed):
            false
        case (.deploying, .baking), (.deploying, .paused), (.deploying, .succeeded), (.deploying, .failed), (.deploying, .rollingBack),
            (.deploying, .cancelled):
            true
        case (.deploying, .idle), (.deploying, .waiting), (.deploying, .deploying), (.deploying, .rolledBack),
            (.deploying, .rollbackFailed), (.deploying, .superseded):
            false
        case (.baking, .deploying), (.baking, .paused), (.baking, .succeeded), (.baking, .failed), (.baking, .rollingBack),
            (.baking, .cancelled):
            true
        case (.baking, .idle), (.baking, .waiting), (.baking, .baking), (.baking, .rolledBack), (.baking, .rollbackFailed),
            (.baking, .superseded):
            false
        case (.paused, .deploying), (.paused, .baking), (.paused, .paused), (.paused, .failed), (.paused, .rollingBack),
            (.paused, .cancelled):
            true
        case (.paused, .idle), (.paused, .waiting), (.paused, .succeeded), (.paused, .rolledBack), (.paused, .rollbackFailed),
            (.paused, .superseded):
            false
        case (.succeeded, .rollingBack): true
        case (.succeeded, .idle), (.succeeded, .waiting), (.succeeded, .deploying), (.succeeded, .baking), (.succeeded, .paused),
            (.succeeded, .succeeded), (.succeeded, .failed), (.succeeded, .rolledBack), (.succeeded, .rollbackFailed),
            (.succeeded, .superseded), (.succeeded, .cancelled):
            false
        case (.failed, .rollingBack): true
        case (.failed, .idle), (.failed, .waiting), (.failed, .deploying), (.failed, .baking), (.failed, .paused), (.failed, .succeeded),
            (.failed, .failed),
            (.failed, .rolledBack), (.failed, .rollbackFailed), (.failed, .superseded), (.failed, .cancelled):
            false
        case (.rollingBack, .failed), (.rollingBack, .rollingBack), (.rollingBack, .rolledBack), (.rollingBack, .rollbackFailed): true
        case (.rollingBack, .idle), (.rollingBack, .waiting), (.rollingBack, .deploying), (.rollingBack, .baking), (.rollingBack, .paused),
            (.rollingBack, .succeeded), (.rollingBack, .superseded), (.rollingBack, .cancelled):
            false
        case (.rolledBack, .rollingBack): true
        case (.rolledBack, .idle), (.rolledBack, .waiting), (.rolledBack, .deploying), (.rolledBack, .baking), (.rolledBack, .paused),
            (.rolledBack, .succeeded), (.rolledBack, .failed), (.rolledBack, .rolledBack), (.rolledBack, .rollbackFailed),
            (.rolledBack, .superseded), (.rolledBack, .cancelled):
            false
        case (.rollbackFailed, .rollingBack), (.rollbackFailed, .rolledBack): true
        case (.rollbackFailed, .idle), (.rollbackFailed, .waiting), (.rollbackFailed, .deploying), (.rollbackFailed, .baking),
            (.rollbackFailed, .paused), (.rollbackFailed, .succeeded), (.rollbackFailed, .failed), (.rollbackFailed, .rollbackFailed),
            (.rollbackFailed, .superseded), (.rollbackFailed, .cancelled):
            false
        case (.superseded, .idle), (.superseded, .waiting), (.superseded, .deploying), (.superseded, .baking), (.superseded, .paused),
            (.superseded, .succeeded), (.superseded, .failed), (.superseded, .rollingBack), (.superseded, .rolledBack),
            (.superseded, .rollbackFailed), (.superseded, .superseded), (.superseded, .cancelled):
            false
        case (.cancelled, .rollingBack): true
        case (.cancelled, .idle), (.cancelled, .waiting), (.cancelled, .deploying), (.cancelled, .baking), (.cancelled, .paused),
            (.cancelled, .succeeded), (.cancelled, .failed), (.cancelled, .rolledBack), (.cancelled, .rollbackFailed),
            (.cancelled, .superseded), (.cancelled, .cancelled):
            false
        }
    }
}
