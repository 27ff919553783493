import SluiceChecker
public import SluiceInterpreter
public import SluiceModel

extension Command {
    /// Why a start is refused before it is asked for: an unsafe definition, where the pipeline or the operator is strict.
    ///
    /// `script` is where the definition was declared: without it the rules about what a script states or leaves to a default find nothing.
    public func safetyRefusal(isStrict: Bool, in script: JudgedScript? = nil) -> Refusal? {
        guard let definition = judgedDefinition(isStrict: isStrict) else { return nil }
        let report = script?.report(on: definition) ?? SafetyRules.check(definition)
        let errors = report.findings.filter { $0.severity == .error }
        guard let first = errors.first else { return nil }
        let more = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
        return Refusal(
            "`\(definition.name)` is unsafe: \(first.code) at \(first.place): \(first.message)\(more)",
            help: "\(first.fix); or `allow \(first.code) because \"…\"`; `sluice check` shows all")
    }

    /// What must be safe for this command to be asked for; `nil` when nothing must.
    fileprivate func judgedDefinition(isStrict: Bool) -> PipelineDefinition? {
        let definition: PipelineDefinition
        switch self {
        case .start(let start): definition = start.definition
        case .activate(let active): definition = active
        case .approve, .reject, .pause, .resume, .promote, .rollback, .retry, .cancel, .deploy: return nil
        }
        return isStrict || definition.strict ? definition : nil
    }
}

/// What a script has declared up to a request, with where each part of it stands.
public struct JudgedScript: Sendable {
    private let definitions: [PipelineDefinition]
    private let origins: ScriptOrigins

    /// `nil` for a request that is not judged: most are not, and what a script declared costs a walk to collect.
    public init?(_ evaluation: ScriptEvaluation, for request: Request, isStrict: Bool) {
        guard case .command(let command) = request, command.judgedDefinition(isStrict: isStrict) != nil else { return nil }
        definitions = evaluation.definitions
        origins = evaluation.scriptOrigins
    }

    /// `nil` for a definition that the script did not declare.
    func report(on definition: PipelineDefinition) -> SafetyReport? {
        guard let place = definitions.lastIndex(of: definition) else { return nil }
        return SafetyRules.check(definitions, origins: origins)[place]
    }
}
