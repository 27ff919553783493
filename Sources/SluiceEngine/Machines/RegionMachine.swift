public import SluiceModel

/// A region in one deploy.
///
///     idle → installing → installed → good;  idle | installing | installed → halted (a peer failed; keeps what it has)
///     anything that has begun → rolling_back → rolled_back | rollback_failed → rolled_back
public enum RegionMachine {
    /// Whether one may follow the other.
    public static func allows(_ from: RegionState, _ to: RegionState) -> Bool {
        switch (from, to) {
        case (.idle, .installing), (.idle, .halted), (.idle, .rollingBack): true
        case (.idle, .idle), (.idle, .installed), (.idle, .good), (.idle, .rolledBack), (.idle, .rollbackFailed): false
        case (.installing, .installed), (.installing, .halted), (.installing, .rollingBack): true
        case (.installing, .idle), (.installing, .installing), (.installing, .good), (.installing, .rolledBack),
            (.installing, .rollbackFailed):
            false
        case (.installed, .good), (.installed, .halted), (.installed, .rollingBack): true
        case (.installed, .idle), (.installed, .installing), (.installed, .installed), (.installed, .rolledBack),
            (.installed, .rollbackFailed):
            false
        case (.good, .rollingBack): true
        case (.good, .idle), (.good, .installing), (.good, .installed), (.good, .good), (.good, .halted), (.good, .rolledBack),
            (.good, .rollbackFailed):
            false
        case (.halted, .installing), (.halted, .rollingBack): true
        case (.halted, .idle), (.halted, .installed), (.halted, .good), (.halted, .halted), (.halted, .rolledBack),
            (.halted, .rollbackFailed):
            false
        case (.rollingBack, .rollingBack), (.rollingBack, .rolledBack), (.rollingBack, .rollbackFailed): true
        case (.rollingBack, .idle), (.rollingBack, .installing), (.rollingBack, .installed), (.rollingBack, .good), (.rollingBack, .halted):
            false
        case (.rolledBack, .rollingBack): true
        case (.rolledBack, .idle), (.rolledBack, .installing), (.rolledBack, .installed), (.rolledBack, .good), (.rolledBack, .halted),
            (.rolledBack, .rolledBack), (.rolledBack, .rollbackFailed):
            false
        case (.rollbackFailed, .rollingBack), (.rollbackFailed, .rolledBack): true
        case (.rollbackFailed, .idle), (.rollbackFailed, .installing), (.rollbackFailed, .installed), (.rollbackFailed, .good),
            (.rollbackFailed, .halted), (.rollbackFailed, .rollbackFailed):
            false
        }
    }
}
