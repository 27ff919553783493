import OrderedCollections
public import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    /// Binds a name at the top level of a session, over whatever it stood for; only between two inputs.
    ///
    /// While an input is being evaluated this does nothing.
    public mutating func bind(_ name: String, to value: Value) {
        guard callers.isEmpty else { return }
        own()
        let span = Span(file: FileID(0), start: 0, end: 0)
        sessionVariables.append(name)
        let register = Register(sessionVariables.count - 1)
        registers.reserve(frame.base + sessionVariables.count)
        set(register, value)
        scope.names[name] = .variable(register: register, isMutable: false, span: span)
    }
}

extension Value {
    /// A pipeline that is stored.
    public init(_ definition: PipelineDefinition) { self = .pipeline(PipelineValue(definition)) }

    /// An execution that was started earlier.
    public init(execution: ExecutionID, of pipeline: PipelineName, at revision: RevisionID) {
        self = .execution(ExecutionHandle(id: execution, pipeline: pipeline, revision: revision))
    }
}

extension Module {
    /// What it exports, in the order of declaration.
    public var members: [(name: String, value: Value)] { exports.map { ($0.key, $0.value) } }
}
