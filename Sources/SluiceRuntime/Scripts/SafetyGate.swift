import SluiceChecker
public import SluiceModel

extension Command {
    /// Why a start is refused before it is asked for: an unsafe definition, where the pipeline or the operator is strict.
    public func safetyRefusal(isStrict: Bool) -> Refusal? {
        let definition: PipelineDefinition
        switch self {
        case .start(let start): definition = start.definition
        case .activate(let active): definition = active
        case .approve, .reject, .pause, .resume, .promote, .rollback, .retry, .cancel, .deploy: return nil
        }
        guard isStrict || definition.strict else { return nil }
        let errors = SafetyRules.check(definition).findings.filter { $0.severity == .error }
        guard let first = errors.first else { return nil }
        let more = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
        return Refusal(
            "`\(definition.name)` is unsafe: \(first.code) at \(first.place): \(first.message)\(more)",
            help: "\(first.fix); or `allow \(first.code) because \"…\"`; `sluice check` shows all")
    }
}
