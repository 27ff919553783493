/// A step: running until it finished or failed; in doubt until somebody says what was done.
public enum StepMachine {
    /// Whether one may follow the other.
    public static func allows(_ from: StepState, _ to: StepState) -> Bool {
        switch (from, to) {
        case (.running, .finished), (.running, .failed), (.running, .inDoubt): true
        case (.running, .running): false
        case (.finished, .running), (.finished, .finished), (.finished, .failed), (.finished, .inDoubt): false
        case (.failed, .running), (.failed, .finished), (.failed, .failed), (.failed, .inDoubt): false
        case (.inDoubt, .running), (.inDoubt, .finished), (.inDoubt, .failed): true
        case (.inDoubt, .inDoubt): false
        }
    }
}
