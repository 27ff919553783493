import OrderedCollections
public import SluiceChecker
public import SluiceModel
public import SluiceSyntax

/// Where an evaluation stands when it gives control back.
public enum ScriptStep: Sendable {
    /// Carry it out and call `resume(with:)`. The span is the command's.
    case request(Request, Span)
    /// The value of the last expression statement, and every pipeline declared so far.
    case finished(Value, definitions: [PipelineDefinition])
    case failed([Diagnostic])
}

/// What became of one `test`.
public struct TestOutcome: Sendable {
    public let name: String
    public let span: Span
    /// Empty when it passed.
    public let diagnostics: [Diagnostic]
    public var passed: Bool { diagnostics.isEmpty }
}

/// What an evaluation cost, counted rather than timed: the same on every machine.
public struct Work: Hashable, Sendable, CustomStringConvertible {
    /// Fuel used, as `Limits.fuel` counts it.
    public var steps: Int
    /// Bytes of the values that were made, whether or not they are held still.
    public var bytes: Int

    public var description: String { "\(steps) steps, \(bytes) bytes" }
}

/// A request with its answer, as a run keeps them.
public struct JournaledAnswer: Codable, Hashable, Sendable {
    public var request: Request
    public var result: RequestResult
    public init(request: Request, result: RequestResult) {
        self.request = request
        self.result = result
    }
}

/// One script on its way, or one shell session; a value: a copy goes its own way.
///
/// `run` until a request, `resume` with its answer, and so on until `finished` or `failed`. After either, `enter` evaluates more text in
/// the same surroundings. Calls out of turn give `failed`, never a trap.
public struct ScriptEvaluation: Sendable {
    /// Looked at every few hundred steps, so that whoever waits can stop a script; `nil` is never. It must be quick.
    public var isInterrupted: (@Sendable () -> Bool)?

    let inputs: any ScriptInputs
    let limits: Limits
    /// The folder of the main script, absolute; that of its pipelines.
    let folder: String
    /// Whether `test` blocks are carried out; otherwise they are passed over.
    let runsTests: Bool
    /// Every file that was read so far, for showing diagnostics.
    public internal(set) var files = SourceFiles()
    /// Pipelines in the order of their declaration.
    public internal(set) var definitions: [PipelineDefinition] = []
    public internal(set) var testOutcomes: [TestOutcome] = []
    var origins = ScriptOrigins()
    /// Whether the script is only judged: then what a later version will run is noted rather than refused.
    let judgesOnly: Bool

    var codes: [Code?] = []
    var scope = Scope()
    var frame: Frame
    var callers: [Frame] = []
    /// Builtins that are calling functions, innermost last.
    var loops: [CallbackLoop] = []
    var registers = RegisterFile(capacity: 256)
    /// Calls a function for each element; what it does is in `loops`.
    let driver = Code.driver
    /// The variables of the top level, by register.
    var sessionVariables: [String] = []
    var builders: [BlockBuilder] = []
    var modules: OrderedDictionary<String, Module> = [:]
    /// Modules that are being evaluated, outermost first, with what they declare.
    var loading: [LoadingModule] = []
    var meter: Meter
    var result = Value.none
    /// The value of the input before, for `_`.
    var previousResult = Value.none
    var openTest: OpenTest?
    var phase = Phase.ready
    /// True once text was entered: then a pipeline may be declared anew.
    var sessionStarted = false
    /// Set by an instruction that needs an answer.
    var outgoing: Outgoing?

    enum Phase: Sendable {
        case ready
        case waiting(Outgoing)
        case ended
    }

    struct Outgoing: Sendable {
        var request: Request
        var span: Span
        var answer: AnswerUse
    }

    struct LoadingModule: Sendable {
        var name: String
        var scope: Scope
    }

    struct OpenTest: Sendable {
        var name: String
        var span: Span
        var callers: Int
        var builders: Int
        var loading: Int
        var loops: Int
        var end: Int
    }

    /// Prepares a checked script; `folder` is absolute.
    public init(
        script: CheckedScript, folder: String, inputs: any ScriptInputs, limits: Limits = Limits(), runsTests: Bool = false,
        judgesOnly: Bool = false
    ) {
        self.init(session: folder, inputs: inputs, limits: limits, runsTests: runsTests, judgesOnly: judgesOnly)
        while files.files.count < script.file.id.number { files.add(name: "", bytes: []) }
        files.add(name: script.file.name, bytes: script.file.bytes)
        load(script.tree, of: script.file, continuing: nil)
    }

    /// An empty session, for `enter`.
    public init(
        session folder: String, inputs: any ScriptInputs, limits: Limits = Limits(), runsTests: Bool = false, judgesOnly: Bool = false
    ) {
        self.inputs = inputs
        self.limits = limits
        self.folder = folder
        self.runsTests = runsTests
        self.judgesOnly = judgesOnly
        meter = Meter(fuel: limits.fuel)
        codes = [driver]
        frame = unsafe Frame(driver.entry, base: 0)
    }

    /// Goes on to the first request or the end.
    public mutating func run() -> ScriptStep {
        guard case .ready = phase else { return outOfTurn("run") }
        return proceed()
    }

    /// Answers the open request and goes on.
    public mutating func resume(with answer: RequestResult) -> ScriptStep {
        guard case .waiting(let open) = phase else { return outOfTurn("resume") }
        phase = .ready
        own()
        do throws(Trouble) {
            try take(answer, for: open)
        } catch {
            return recover(from: error) ?? proceed()
        }
        return proceed()
    }

    /// Runs, answering from a journal; stops at the first request that it does not hold.
    ///
    /// A request that differs from the journaled one means that script or inputs have changed, and fails.
    public mutating func replay(_ journal: [JournaledAnswer]) -> ScriptStep {
        var step = run()
        for entry in journal {
            guard case .request(let request, let span) = step else { return step }
            guard request == entry.request else {
                phase = .ended
                let trouble = Trouble(
                    .journalDiffers, "this asks for something else than the run did when it stopped here", label: "now `\(request.word)`",
                    help: "resume with the script and inputs that the run began with, or start a new run",
                    notes: ["then it was `\(entry.request.word)`"])
                return .failed([trouble.diagnostic(at: span)])
            }
            step = resume(with: entry.result)
        }
        return step
    }

    /// Evaluates more text in the same surroundings, as the shell does; `file` must come from `nextFile`.
    ///
    /// After a mistake, what came before it stays.
    public mutating func enter(_ parsed: ParseResult) -> ScriptStep {
        guard case .ended = phase else {
            if case .ready = phase, code === driver {
                return begin(parsed)
            }
            return outOfTurn("enter")
        }
        return begin(parsed)
    }

    /// A file for the next input, with the number that diagnostics will name it by.
    public func nextFile(name: String, text: String) -> SourceFile {
        SourceFile(id: FileID(files.files.count), name: name, text: text)
    }

    private mutating func begin(_ parsed: ParseResult) -> ScriptStep {
        sessionStarted = true
        while files.files.count < parsed.file.id.number { files.add(name: "", bytes: []) }
        if files.files.count == parsed.file.id.number { files.add(name: parsed.file.name, bytes: parsed.file.bytes) }
        let errors = parsed.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else {
            phase = .ended
            return .failed(errors)
        }
        load(parsed.tree, of: parsed.file, continuing: scope)
        meter = Meter(fuel: limits.fuel)
        phase = .ready
        return proceed()
    }

    private mutating func load(_ tree: SourceTree, of file: SourceFile, continuing earlier: Scope?) {
        let compiled = Compiler.compile(
            tree, of: file, isModule: false, continuing: earlier, variables: sessionVariables, codes: &codes)
        scope = compiled.scope
        own()
        let values = sessionVariables.indices.map { held(Register($0)) }
        registers.clear(0..<registers.capacity)
        frame = unsafe Frame(compiled.code.entry, base: compiled.code.entry.pointee.temporaries)
        registers.reserve(frame.end)
        for (index, value) in values.enumerated() { set(Register(index), value) }
        sessionVariables = compiled.code.variableNames
        if !result.isNone { previousResult = result }
        result = .none
    }

    private mutating func outOfTurn(_ word: String) -> ScriptStep {
        let trouble = Trouble(.outOfTurn, "the evaluation cannot \(word) now: it \(phase.description)")
        return .failed([trouble.diagnostic(at: span)])
    }

    /// What the evaluation has cost so far; the same script with the same inputs costs the same.
    public var work: Work { Work(steps: limits.fuel - meter.left - meter.slice, bytes: meter.made) }

    // MARK: For the shell

    /// Names that the top level binds so far, with the types of their values, in the order of declaration.
    public var variables: [(name: String, value: Value)] {
        scope.names.compactMap { name, meaning in
            switch meaning {
            case .variable(let register, _, _):
                unsafe sessionVariables.indices.contains(Int(register)) ? registers.cells[top.base + Int(register)].map { (name, $0) } : nil
            case .function(let number, _): function(number).map { (name, $0) }
            }
        }
    }

    private var top: Frame { callers.first ?? frame }

    /// A function as a value, with what it uses of the innermost call.
    func function(_ number: Int) -> Value? {
        guard let used = codes[number] else { return nil }
        return .function(.closure(Closure(code: number, captured: captured(by: used), name: used.name)))
    }
}

extension ScriptEvaluation.Phase {
    fileprivate var description: String {
        switch self {
        case .ready: "is ready to run"
        case .waiting: "waits for the answer to a request"
        case .ended: "has ended"
        }
    }
}
