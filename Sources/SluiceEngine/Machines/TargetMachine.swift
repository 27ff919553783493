public import SluiceModel

/// A target in the environment map.
///
///     idle | healthy | failed | drifted → deploying → healthy | failed | in_doubt;  in_doubt → deploying (asked, or the same key again)
///     deploying → (its effect ends) → rolling_back → healthy | failed (parked) → rolling_back (reachable);  any → retired
///
/// `healthy → failed` is a second verification that fails. A retired target that comes back is deployed to or restored, or
/// turns out to run what it should, or something else.
public enum TargetMachine {
    /// Whether one may follow the other.
    public static func allows(_ from: TargetState, _ to: TargetState) -> Bool {
        switch (from, to) {
        case (.idle, .deploying), (.idle, .healthy), (.idle, .rollingBack), (.idle, .drifted), (.idle, .retired): true
        case (.idle, .idle), (.idle, .failed), (.idle, .inDoubt): false
        case (.deploying, .healthy), (.deploying, .failed), (.deploying, .rollingBack), (.deploying, .inDoubt), (.deploying, .retired): true
        case (.deploying, .idle), (.deploying, .deploying), (.deploying, .drifted): false
        case (.healthy, .deploying), (.healthy, .healthy), (.healthy, .failed), (.healthy, .rollingBack), (.healthy, .drifted),
            (.healthy, .retired):
            true
        case (.healthy, .idle), (.healthy, .inDoubt): false
        case (.failed, .deploying), (.failed, .healthy), (.failed, .failed), (.failed, .rollingBack), (.failed, .drifted),
            (.failed, .retired):
            true
        case (.failed, .idle), (.failed, .inDoubt): false
        case (.rollingBack, .healthy), (.rollingBack, .failed), (.rollingBack, .rollingBack), (.rollingBack, .inDoubt),
            (.rollingBack, .retired):
            true
        case (.rollingBack, .idle), (.rollingBack, .deploying), (.rollingBack, .drifted): false
        case (.inDoubt, .deploying), (.inDoubt, .failed), (.inDoubt, .rollingBack), (.inDoubt, .retired): true
        case (.inDoubt, .idle), (.inDoubt, .healthy), (.inDoubt, .inDoubt), (.inDoubt, .drifted): false
        case (.drifted, .deploying), (.drifted, .healthy), (.drifted, .rollingBack), (.drifted, .drifted), (.drifted, .retired): true
        case (.drifted, .idle), (.drifted, .failed), (.drifted, .inDoubt): false
        case (.retired, .deploying), (.retired, .healthy), (.retired, .rollingBack), (.retired, .drifted): true
        case (.retired, .idle), (.retired, .failed), (.retired, .inDoubt), (.retired, .retired): false
        }
    }
}
