import SluiceEngine
import SluiceModel
import Testing

/// The tables: what may follow each state; every other pair is forbidden.
enum MachineTables {
    static let stage: [(StageState, [StageState])] = [
        (.idle, [.waiting]),
        (.waiting, [.waiting, .deploying, .failed, .superseded, .cancelled]),
        (.deploying, [.baking, .paused, .succeeded, .failed, .rollingBack, .cancelled]),
        (.baking, [.deploying, .paused, .succeeded, .failed, .rollingBack, .cancelled]),
        (.paused, [.deploying, .baking, .paused, .failed, .rollingBack, .cancelled]),
        (.succeeded, [.rollingBack]),
        (.failed, [.rollingBack]),
        (.rollingBack, [.failed, .rollingBack, .rolledBack, .rollbackFailed]),
        (.rolledBack, [.rollingBack]),
        (.rollbackFailed, [.rollingBack, .rolledBack]),
        (.superseded, []),
        (.cancelled, [.rollingBack]),
    ]

    static let region: [(RegionState, [RegionState])] = [
        (.idle, [.installing, .halted, .rollingBack]),
        (.installing, [.installed, .halted, .rollingBack]),
        (.installed, [.good, .halted, .rollingBack]),
        (.good, [.rollingBack]),
        (.halted, [.installing, .rollingBack]),
        (.rollingBack, [.rollingBack, .rolledBack, .rollbackFailed]),
        (.rolledBack, [.rollingBack]),
        (.rollbackFailed, [.rollingBack, .rolledBack]),
    ]

    static let target: [(TargetState, [TargetState])] = [
        (.idle, [.deploying, .healthy, .rollingBack, .drifted, .retired]),
        (.deploying, [.healthy, .failed, .rollingBack, .inDoubt, .retired]),
        (.healthy, [.deploying, .healthy, .failed, .rollingBack, .drifted, .retired]),
        (.failed, [.deploying, .healthy, .failed, .rollingBack, .drifted, .retired]),
        (.rollingBack, [.healthy, .failed, .rollingBack, .inDoubt, .retired]),
        (.inDoubt, [.deploying, .failed, .rollingBack, .retired]),
        (.drifted, [.deploying, .healthy, .rollingBack, .drifted, .retired]),
        (.retired, [.deploying, .healthy, .rollingBack, .drifted]),
    ]

    static let restoration: [(RestorationProgress.State, [RestorationProgress.State])] = [
        (.waiting, [.installing, .dropped]),
        (.installing, [.verifying, .retrying, .done, .parked, .dropped]),
        (.verifying, [.retrying, .done, .parked, .dropped]),
        (.retrying, [.installing, .dropped]),
        (.done, []),
        (.parked, [.installing, .dropped]),
        (.unrestorable, []),
        (.dropped, []),
    ]

    static let step: [(StepState, [StepState])] = [
        (.running, [.finished, .failed, .inDoubt]),
        (.finished, []),
        (.failed, []),
        (.inDoubt, [.running, .finished, .failed]),
    ]

    static let alarm: [(AlarmState, [AlarmState])] = [
        (.ok, [.alarm, .unknown]), (.alarm, [.ok, .unknown]), (.unknown, [.ok, .alarm]),
    ]
}

@Suite struct MachineTests {
    /// Every state is a row, and every pair is allowed or forbidden as its row says.
    private func expect<S: Hashable & RawRepresentable<String>>(
        _ table: [(S, [S])], _ states: [S], _ allows: (S, S) -> Bool, _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(table.map(\.0) == states, "each state has its row", sourceLocation: location)
        for (from, following) in table {
            for to in states {
                #expect(
                    allows(from, to) == following.contains(to), "\(from.rawValue) → \(to.rawValue)", sourceLocation: location)
            }
        }
    }

    @Test func `every pair of states of a stage is allowed or forbidden`() {
        expect(MachineTables.stage, StageState.allCases, StageMachine.allows)
    }
    @Test func `every pair of states of a region is allowed or forbidden`() {
        expect(MachineTables.region, RegionState.allCases, RegionMachine.allows)
    }
    @Test func `every pair of states of a target is allowed or forbidden`() {
        expect(MachineTables.target, MachineTables.target.map(\.0), TargetMachine.allows)
        #expect(Set(MachineTables.target.map(\.0)) == Set(TargetState.allCases))
    }
    @Test func `every pair of states of a restoration is allowed or forbidden`() {
        expect(MachineTables.restoration, RestorationProgress.State.allCases, RestorationMachine.allows)
    }
    @Test func `every pair of states of a step is allowed or forbidden`() {
        expect(MachineTables.step, StepState.allCases, StepMachine.allows)
    }
    @Test func `every pair of states of an alarm is allowed or forbidden`() {
        expect(MachineTables.alarm, [.ok, .alarm, .unknown], AlarmMachine.allows)
    }

    @Test func `a stage that ended well or was overtaken never starts again`() {
        for end in [StageState.succeeded, .superseded, .cancelled, .rolledBack, .failed, .rollbackFailed] {
            for start in [StageState.waiting, .deploying, .baking] { #expect(!StageMachine.allows(end, start)) }
        }
    }
    @Test func `nothing but a rollback follows a good region`() {
        #expect(RegionState.allCases.filter { RegionMachine.allows(.good, $0) } == [.rollingBack])
    }
    @Test func `a target being rolled back is not deployed to`() {
        #expect(!TargetMachine.allows(.rollingBack, .deploying))
    }
}
