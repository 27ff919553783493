public import OrderedCollections
public import SluiceModel

/// What is known of one pipeline: its environment map and what holds it.
public struct PipelineState: Hashable, Sendable, Codable {
    public internal(set) var name: PipelineName
    public internal(set) var active: DefinitionHash?
    public internal(set) var revisions = OrderedDictionary<RevisionID, KnownRevision>()
    public internal(set) var bad = [BadMark]()
    public internal(set) var executionCount = 0
    public internal(set) var rollbackCount = 0
    /// Its executions that are not over, or are watched on, in the order in which they are kept.
    public internal(set) var underway = [ExecutionID]()
    /// N of effects that have no target.
    public internal(set) var fence = 0
    public internal(set) var targets = OrderedDictionary<TargetName, TargetRecord>()
    /// The execution that each stage holds.
    public internal(set) var occupants = OrderedDictionary<StageName, ExecutionID>()
    /// The last change of each instance; none means UNKNOWN.
    public internal(set) var alarms = OrderedDictionary<AlarmInstance, AlarmChange>()
    public internal(set) var pauses = [Pause]()
    public internal(set) var holds = [HoldRecord]()
    public internal(set) var motionHolds = [MotionHold]()
    /// The last record that changed it or one of its executions.
    public internal(set) var touched: Int64 = 0

    init(name: PipelineName) { self.name = name }

    /// The mark that a revision carries: its own, or that of one which it contains and which was known when it was marked.
    public func badMark(of id: RevisionID) -> BadMark? {
        guard !bad.isEmpty else { return nil }
        if let own = bad.first(where: { $0.revision == id }) { return own }
        guard let known = revisions[id] else { return nil }
        let ordinal = known.revision.ordinal
        return bad.first { $0.ordinal < ordinal && ordinal <= $0.known && !known.clearedOf.contains($0.revision) }
    }

    /// Whether one revision contains another: same source, higher ordinal.
    public func contains(_ id: RevisionID, _ other: RevisionID) -> Bool {
        guard let first = revisions[id], let second = revisions[other] else { return false }
        return first.revision.ordinal > second.revision.ordinal
    }

    /// The newest good entry that is not bad, other than `revision` and what contains it.
    public func lastGood(on target: TargetName, under revision: RevisionID? = nil) -> GoodEntry? {
        targets[target]?.good.last { entry in
            let id = entry.placement.revision.id
            if let revision, id == revision || contains(id, revision) { return false }
            return badMark(of: id) == nil
        }
    }
}

/// A revision that arrived.
public struct KnownRevision: Hashable, Sendable, Codable {
    public internal(set) var revision: Revision
    public internal(set) var arrivedAt: Instant
    /// Digests by artifact name: a revision that is rebuilt is another revision.
    public internal(set) var digests = OrderedDictionary<String, String>()
    /// Bad revisions that it contains and is started in spite of.
    public internal(set) var clearedOf = [RevisionID]()
}

public struct BadMark: Hashable, Sendable, Codable {
    public internal(set) var revision: RevisionID
    public internal(set) var ordinal: Int
    /// How many revisions had arrived when it was marked; later ones count as the fix.
    public internal(set) var known: Int
    public internal(set) var at: Instant
    public internal(set) var because: String
}

/// What one target runs, is wanted to run and ran well.
public struct TargetRecord: Hashable, Sendable, Codable {
    public internal(set) var target: Target
    public internal(set) var state = TargetState.idle
    public internal(set) var since: Instant
    public internal(set) var runs: Placement?
    public internal(set) var wanted: Placement?
    /// Oldest first.
    public internal(set) var good = [GoodEntry]()
    /// N of its newest effect; never reset.
    public internal(set) var fence = 0
    /// What `current` last said.
    public internal(set) var reported: RevisionID?
    public internal(set) var failure: EffectFailure?
}

public struct Pause: Hashable, Sendable, Codable {
    public internal(set) var subject: Subject
    public internal(set) var by: String
    public internal(set) var because: String
    public internal(set) var since: Instant
}

public struct HoldRecord: Hashable, Sendable, Codable {
    public internal(set) var hold: Hold
    public internal(set) var since: Instant
    /// Executions promoted past it.
    public internal(set) var passed = [ExecutionID]()
}

/// Nothing goes forward while an alarm fires that no unbaked revision explains.
public struct MotionHold: Hashable, Sendable, Codable {
    public internal(set) var instance: AlarmInstance
    public internal(set) var reason: String
    public internal(set) var since: Instant
}
