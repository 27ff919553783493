public import SluiceModel

/// An alarm: ALARM (M of N), OK (fewer than M in a full window), UNKNOWN (nothing left). Every state may follow every other.
public enum AlarmMachine {
    /// Whether one may follow the other.
    public static func allows(_ from: AlarmState, _ to: AlarmState) -> Bool {
        switch (from, to) {
        case (.ok, .alarm), (.ok, .unknown): true
        case (.ok, .ok): false
        case (.alarm, .ok), (.alarm, .unknown): true
        case (.alarm, .alarm): false
        case (.unknown, .ok), (.unknown, .alarm): true
        case (.unknown, .unknown): false
        }
    }
}
