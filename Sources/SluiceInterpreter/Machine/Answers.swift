import SluiceModel
import SluiceSyntax

/// What becomes of the answer to a request.
enum AnswerUse: Sendable {
    /// Its value is pushed when one is wanted where the command stands.
    case value(wanted: Bool)
    case field(ExecutionField)
    case simulation(wanted: Bool)
}

/// What a script may read of an execution.
enum ExecutionField: String, CaseIterable, Sendable {
    case state, revision, id, output, stages, pipeline
}

extension ScriptEvaluation {
    mutating func ask(_ request: Request, at span: Span, use: AnswerUse) {
        outgoing = Outgoing(request: request, span: span, answer: use)
    }

    /// Fields that never change are known; the others are asked for.
    mutating func read(_ field: ExecutionField, of execution: ExecutionHandle) throws(Trouble) {
        switch field {
        case .id: give(.string(execution.id.text))
        case .pipeline: give(.string(execution.pipeline.text))
        case .revision: give(.string(execution.revision.text))
        case .state, .output, .stages:
            guard builders.allSatisfy({ $0.place == .test }) else {
                throw Trouble(
                    .misplacedClause, "how an execution stands cannot be part of a definition", label: "asked inside a block",
                    help: "ask before the pipeline, and use the value")
            }
            ask(.execution(execution.id), at: span, use: .field(field))
        }
    }

    mutating func take(_ answer: RequestResult, for open: Outgoing) throws(Trouble) {
        if case .refused(let message, let help) = answer {
            if case .require = open.request { throw Trouble(.expectation, message, label: "does not hold", at: open.span, help: help) }
            throw Trouble(.refused, message, label: "`\(open.request.word)` was refused", at: open.span, help: help)
        }
        switch open.answer {
        case .value(let wanted), .simulation(let wanted):
            let value = try value(of: answer)
            if wanted { try giveNew(value) } else if callers.isEmpty, builders.isEmpty { result = value }
        case .field(let field):
            if case .notRun = answer { return give(.notRun) }
            guard case .execution(let execution) = answer else { throw unexpected(answer, open) }
            switch field {
            case .state: give(.string(execution.state))
            case .output: give(.string(execution.output))
            case .stages: give(.map(MapValue(execution.stages.map { ($0.name, .string($0.state)) })))
            case .id: give(.string(execution.id.text))
            case .pipeline: give(.string(execution.pipeline.text))
            case .revision: give(.string(execution.revision.text))
            }
        }
    }

    private func unexpected(_ answer: RequestResult, _ open: Outgoing) -> Trouble {
        Trouble(.refused, "`\(open.request.word)` got an answer of another kind", at: open.span, notes: ["\(answer)"])
    }

    private func value(of answer: RequestResult) throws(Trouble) -> Value {
        switch answer {
        case .none, .refused: .none
        case .notRun: .notRun
        case .execution(let execution):
            .execution(ExecutionHandle(id: execution.id, pipeline: execution.pipeline, revision: execution.revision))
        case .text(let text): .string(text)
        case .number(let number): Int64(exactly: number).map(Value.int) ?? (number.isFinite ? .float(number) : .none)
        case .boolean(let flag): .bool(flag)
        case .data(let data): Value(data)
        case .definition(let definition): .pipeline(PipelineValue(definition))
        case .ran(let run):
            .map(
                MapValue([
                    ("state", .string(run.status == 0 ? "succeeded" : "failed")), ("status", run.status.map { .int(Int64($0)) } ?? .none),
                    ("output", .string(run.output)), ("problem", run.problem.map(Value.string) ?? .none),
                ]))
        }
    }
}

extension Value {
    /// What an answer holds; a number that is not finite is none.
    init(_ data: PlainData) {
        switch data {
        case .none: self = .none
        case .boolean(let flag): self = .bool(flag)
        case .integer(let number): self = .int(number)
        case .number(let number): self = number.isFinite ? .float(number) : .none
        case .percent(let percent): self = .percent(percent)
        case .duration(let duration): self = .duration(duration)
        case .instant(let instant): self = .instant(instant)
        case .text(let text): self = .string(text)
        case .list(let list): self = .list(list.map(Value.init))
        case .record(let members): self = .map(MapValue(members.map { ($0.name, Value($0.value)) }))
        }
    }
}
