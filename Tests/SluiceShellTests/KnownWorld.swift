import OrderedCollections
import SluiceModel

@testable import SluiceEngine
@testable import SluiceShell

/// One pipeline of two waves over three targets, two of them with v1 and a good list; v2 is on its way, and marked bad.
struct KnownWorld {
    static let start = Instant(seconds: 1_767_603_600)
    var state = EngineState()

    init() {
        let first = [Target(name: "a1", region: "eu", weight: 1)]
        let rest = [Target(name: "a2", region: "eu", weight: 4), Target(name: "b1", region: "us", weight: 5)]
        let stages = [
            StageDefinition(
                name: "one", phase: "production", isProduction: true, steps: [.deploy(DeployStep(fleet: first, deployer: "host"))]),
            StageDefinition(
                name: "rest", phase: "production", isProduction: true, steps: [.deploy(DeployStep(fleet: rest, deployer: "host"))]),
        ]
        let definition = PipelineDefinition(
            name: "checkout", folder: "/srv", deployers: [DeployerDefinition(name: "host", install: CommandTemplate(shell: "i"))],
            phases: [PhaseDefinition(name: "production")], stages: stages)
        state.definitions["d1"] = definition
        state.at = Self.start
        var pipeline = PipelineState(name: "checkout")
        pipeline.active = "d1"
        for (index, id) in ["v1", "v2"].enumerated() {
            let revision = Revision(id: RevisionID(id), ordinal: index + 1)
            pipeline.revisions[revision.id] = KnownRevision(revision: revision, arrivedAt: Self.start + .seconds(index * 60))
        }
        pipeline.bad = [BadMark(revision: "v2", ordinal: 2, known: 2, at: Self.start, because: "errors")]
        for target in first + rest {
            var record = TargetRecord(target: target, since: Self.start)
            let good = Self.placement("v1", nil)
            record.runs = target.name == "a1" ? Self.placement("v2", "checkout#2") : good
            record.wanted = record.runs
            record.good = target.name == "b1" ? [] : [GoodEntry(placement: good, at: Self.start)]
            record.state = .healthy
            pipeline.targets[target.name] = record
        }
        state.pipelines["checkout"] = pipeline
        add("checkout#1", "v1", end: .succeeded)
        add("checkout#2", "v2", end: nil)
    }

    private static func placement(_ revision: RevisionID, _ execution: ExecutionID?) -> Placement {
        Placement(
            revision: Revision(id: revision, ordinal: revision == "v1" ? 1 : 2), deployer: "host", definition: "d1", stage: "one",
            execution: execution)
    }

    private mutating func add(_ id: ExecutionID, _ revision: RevisionID, end: ExecutionEnd?) {
        let stages = ["one", "rest"].map { (StageName($0), StageProgress(name: StageName($0), phase: "production", since: Self.start)) }
        var execution = ExecutionState(
            id: id, pipeline: "checkout", number: id == "checkout#1" ? 1 : 2, revision: Revision(id: revision, ordinal: 1),
            definition: "d1", parameters: [], by: "ana", because: nil, isAdHoc: false, startedAt: Self.start,
            stages: OrderedDictionary(uniqueKeysWithValues: stages))
        execution.end = end
        execution.endedAt = end.map { _ in Self.start }
        if end == nil {
            execution.stages["one"]?.state = .baking
            execution.stages["one"]?.targets = ["a1"]
            state.executions[id] = execution
        } else {
            state.endedExecutions[id] = execution
        }
    }

    /// Ten minutes after the beginning.
    var known: KnownState.Content {
        KnownState.Content(state: state, readAt: nil, names: [], now: Self.start + .seconds(600))
    }
}
