public import SluiceEngine
public import SluiceInterpreter
public import SluiceModel
public import SluiceRuntime

/// The state that a session works on.
public struct ShellStore: Sendable {
    /// Opens it for writing, which goes on with what is in flight; called once, at the first request that needs it.
    public var open: @Sendable () async throws -> Runtime
    /// The state as others left it, without taking it over; empty when there is none.
    public var read: @Sendable () async throws -> EngineState
    /// What an error of these says to an operator, and the way out.
    public var explain: @Sendable (any Error) -> Refusal

    public init(
        open: @escaping @Sendable () async throws -> Runtime, read: @escaping @Sendable () async throws -> EngineState,
        explain: @escaping @Sendable (any Error) -> Refusal
    ) {
        self.open = open
        self.read = read
        self.explain = explain
    }
}

/// How a session starts.
public struct ShellConfiguration: Sendable {
    public enum Format: Sendable { case human, json }

    public enum Colour: Sendable { case auto, always, never }

    public var store: ShellStore
    public var inputs: any ScriptInputs
    /// The folder that paths are relative to, absolute.
    public var folder: String
    public var operatorName: String
    /// Where inputs are kept; `nil` keeps them for the session only.
    public var historyPath: String?
    public var environment: [String: String]
    /// What the safety rules say about a definition that is about to run, as text that ends in a line end; empty for nothing.
    public var safetyNotes: @Sendable (PipelineDefinition, _ colours: Bool) -> String = { _, _ in "" }
    public var format = Format.human
    public var colour = Colour.auto
    /// No redrawing: one line an event.
    public var plain = false
    /// How much each input may use.
    public var limits = Limits()
    /// Answers every question with yes.
    public var yes = false
    /// Refuses commands that act, and leaves the store to others.
    public var readOnly = false

    public init(
        store: ShellStore, inputs: any ScriptInputs, folder: String, operatorName: String, historyPath: String?,
        environment: [String: String]
    ) {
        self.store = store
        self.inputs = inputs
        self.folder = folder
        self.operatorName = operatorName
        self.historyPath = historyPath
        self.environment = environment
    }
}
