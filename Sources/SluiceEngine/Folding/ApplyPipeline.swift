import OrderedCollections
import SluiceModel

extension EngineState {
    mutating func recordDefinition(_ hash: DefinitionHash, _ text: String) {
        guard let definition = try? CanonicalCoding.decode(PipelineDefinition.self, from: text.utf8) else {
            preconditionFailure("definition \(hash) cannot be read")
        }
        definitions[hash] = definition
    }

    mutating func addRevision(_ revision: Revision, to pipeline: PipelineName) {
        let now = at
        change(pipeline) { $0.revisions[revision.id] = KnownRevision(revision: revision, arrivedAt: now) }
    }

    mutating func markBad(_ revision: RevisionID, in pipeline: PipelineName, because: String) {
        let now = at
        change(pipeline) { pipeline in
            guard let known = pipeline.revisions[revision] else { preconditionFailure("\(revision) never arrived") }
            pipeline.bad.append(
                BadMark(revision: revision, ordinal: known.revision.ordinal, known: pipeline.revisions.count, at: now, because: because))
        }
    }

    mutating func clear(_ revision: RevisionID, in pipeline: PipelineName) {
        change(pipeline) { pipeline in
            let contained = pipeline.bad.filter { pipeline.contains(revision, $0.revision) }.map(\.revision)
            pipeline.bad.removeAll { $0.revision == revision }
            pipeline.revisions[revision]?.clearedOf = contained
        }
    }

    mutating func changeAlarm(_ change: AlarmChange) {
        precondition(AlarmMachine.allows(change.from, change.to), "\(change.instance) went from \(change.from) to \(change.to)")
        self.change(change.instance.pipeline) { $0.alarms[change.instance] = change }
    }

    mutating func holdMotion(_ instance: AlarmInstance, _ reason: String) {
        let now = at
        change(instance.pipeline) { $0.motionHolds.append(MotionHold(instance: instance, reason: reason, since: now)) }
        if !holdingPipelines.contains(instance.pipeline) { holdingPipelines.append(instance.pipeline) }
    }

    mutating func releaseMotion(_ instance: AlarmInstance) {
        change(instance.pipeline) { $0.motionHolds.removeAll { $0.instance == instance } }
        holdingPipelines.removeAll { pipelines[$0]?.motionHolds.isEmpty != false }
    }

    mutating func addPause(_ subject: Subject, _ by: String, _ because: String) {
        let now = at
        change(pipeline(of: subject)) { $0.pauses.append(Pause(subject: subject, by: by, because: because, since: now)) }
    }

    /// For one execution that is promoted past it, or for all.
    mutating func liftHold(_ rollback: RollbackID, _ execution: ExecutionID?) {
        guard let pipeline = self.rollback(rollback)?.pipeline else { preconditionFailure("\(rollback) is not known") }
        change(pipeline) { pipeline in
            if let execution, let index = pipeline.holds.firstIndex(where: { $0.hold.rollback == rollback }) {
                pipeline.holds[index].passed.append(execution)
            } else {
                pipeline.holds.removeAll { $0.hold.rollback == rollback }
            }
        }
    }

    func pipeline(of subject: Subject) -> PipelineName {
        switch subject {
        case .pipeline(let name), .part(let name, _): return name
        case .execution(let id):
            guard let execution = execution(id) else { preconditionFailure("\(id) is not known") }
            return execution.pipeline
        }
    }

    mutating func change(_ name: PipelineName, _ body: (inout PipelineState) -> Void) {
        let sequence = sequence
        func touch(_ pipeline: inout PipelineState) {
            pipeline.touched = sequence
            body(&pipeline)
        }
        touch(&pipelines[name, default: PipelineState(name: name)])
    }

    mutating func changeTarget(_ name: TargetName, in pipeline: PipelineName, _ body: (inout TargetRecord) -> Void) {
        guard pipelines[pipeline]?.targets[name] != nil else { preconditionFailure("\(name) is not known in \(pipeline)") }
        change(pipeline) { body(&$0.targets[name]!) }
    }

    mutating func moveTarget(_ name: TargetName, in pipeline: PipelineName, to state: TargetState, failure: EffectFailure? = nil) {
        let now = at
        changeTarget(name, in: pipeline) { record in
            precondition(TargetMachine.allows(record.state, state), "target \(name) went from \(record.state) to \(state)")
            record.state = state
            record.since = now
            record.failure = failure
        }
    }
}
