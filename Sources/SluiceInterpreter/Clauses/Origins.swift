public import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    /// Where a clause stands, with the modifiers that it states.
    func origin(of clause: EvaluatedClause) -> ClauseOrigin {
        var modifiers: [ClauseOrigin.Modifier] = []
        for input in clause.inputs {
            guard let word = input.modifier, clause.modifier(word) != nil else { continue }
            if let last = modifiers.indices.last, modifiers[last].word == word {
                modifiers[last].span = modifiers[last].span.joined(with: input.span)
            } else {
                modifiers.append(.init(word, input.span))
            }
        }
        return ClauseOrigin(clause.word, clause.span, modifiers: modifiers, calledFrom: callPlace(of: clause.layout))
    }

    /// Where a clause with a block stands: its word and what it is called.
    func headOrigin(of clause: EvaluatedClause) -> ClauseOrigin {
        let word = clause.layout.word.span
        let span = clause.input("name").map { word.joined(with: $0.span) } ?? word
        return ClauseOrigin(clause.word, span, calledFrom: callPlace(of: clause.layout))
    }

    private func callPlace(of layout: ClauseLayout) -> Span? { layout.isInFunction ? callerSpan : nil }

    /// Sources run in a later version; until then they are judged and refused.
    mutating func noteSource(_ layout: ClauseLayout) throws(Trouble) {
        guard judgesOnly else {
            throw Trouble(
                .laterVersion, "sources come in a later version of Sluice", label: "not available yet", at: layout.word.span,
                help: "leave it out and say the revision: `start PIPELINE at \"v1\"`")
        }
        let clause = ClauseOrigin(layout.word.text, layout.word.span, calledFrom: callPlace(of: layout))
        block.sources.append(.init(clause, requiresReview: layout.modifiers.contains { $0.text == "review" }))
    }

    /// A pipeline that is declared anew in a session replaces the one before.
    mutating func note(_ origin: DefinitionOrigins) {
        guard let index = origins.definitions.firstIndex(where: { $0.pipeline == origin.pipeline }) else {
            return origins.definitions.append(origin)
        }
        origins.definitions[index] = origin
    }

    /// Where what was declared so far comes from.
    public var scriptOrigins: ScriptOrigins {
        var result = origins
        result.fleets = variables.compactMap { name, value in
            if case .fleet(let targets) = value { ScriptOrigins.NamedFleet(name, targets) } else { nil }
        }
        return result
    }
}

extension BlockOrigin {
    /// With what is inherited in front.
    func inside(_ outer: BlockOrigin) -> BlockOrigin {
        BlockOrigin(head, policies: outer.policies + policies, defaults: outer.defaults + defaults)
    }
}

extension DefinitionOrigins.Allowed {
    func inPhase(_ phase: PhaseName) -> Self {
        var allowed = self
        allowed.allowance.phase = phase
        return allowed
    }

    func inStage(_ stage: StageName) -> Self {
        var allowed = self
        allowed.allowance.stage = stage
        return allowed
    }
}

extension Request {
    /// The alarms whose state it asks for.
    fileprivate var watched: [AlarmDefinition] {
        switch self {
        case .measure(let signal): signal.alarms
        case .judge(let condition), .require(let condition, _, _), .waitUntil(let condition, _): condition.alarms
        case .command, .follow, .execution, .adHocRun, .storedPipeline, .simulate, .status, .history, .explain, .plan, .print, .wait: []
        }
    }

    var askedAlarms: [AlarmName] { watched.map(\.name) }
}
