import OrderedCollections
import SluiceEngine
import SluiceLineEditor
import SluiceModel
import SluiceReport
import SluiceRuntime

/// What happens in the runtime, shown while something else is typed: notices, the rows above the prompt, the prompt itself.
///
/// Draws at most ten times a second, once a second while something is on its way, and not at all otherwise.
actor LiveFeed {
    /// Where the feed shows things.
    struct Surface: Sendable {
        var style: SluiceReport.Style
        /// One line that stays.
        var notice: @Sendable (String) -> Void
        var rows: @Sendable ([String]) -> Void
        var prompt: @Sendable (PromptFacts) -> Void
        var size: @Sendable () -> (rows: Int, columns: Int)
        /// The line for an event; nil for what need not be said.
        var line: @Sendable (EventRecord, EngineState) -> String?
    }

    private let surface: Surface
    private let known: KnownState
    private let clock: @Sendable () -> Instant
    private let isReadOnly: Bool
    private var runtime: Runtime?
    private var focused: ExecutionID?
    private var isOn = true
    private var tasks: [Task<Void, Never>] = []
    private let pulses: AsyncStream<Void>
    private let pulse: AsyncStream<Void>.Continuation
    private var shownRows: [String] = []
    private var shownFacts: PromptFacts?

    init(surface: Surface, known: KnownState, clock: @escaping @Sendable () -> Instant, isReadOnly: Bool) {
        self.surface = surface
        self.known = known
        self.clock = clock
        self.isReadOnly = isReadOnly
        (pulses, pulse) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Shows a runtime from now on.
    func begin(_ runtime: Runtime) async {
        self.runtime = runtime
        let (state, events) = await runtime.follow()
        known.follow(state)
        show(facts: state)
        tasks.append(Task { await self.listen(state, events) })
        tasks.append(Task { await self.draw() })
        pulse.yield()
    }

    /// Ends with everything said that the feed had to say.
    func end() async {
        pulse.finish()
        for task in tasks { await task.value }
        surface.rows([])
    }

    /// Gives one execution the room; others wait.
    func focus(_ execution: ExecutionID) {
        focused = execution
        pulse.yield()
    }

    func unfocus(_ execution: ExecutionID) async {
        guard focused == execution else { return }
        focused = nil
        if let runtime {
            let state = await runtime.state
            surface.notice(Summary.text(of: execution, state: state, style: surface.style, width: surface.size().columns))
        }
        pulse.yield()
    }

    /// Stops giving room to whatever has it, and says nothing.
    func stopFollowing() {
        focused = nil
        pulse.yield()
    }

    func setLive(_ isOn: Bool) {
        self.isOn = isOn
        if !isOn { show(rows: []) }
        pulse.yield()
    }

    /// The facts of a state that nobody here keeps up to date.
    func show(facts state: EngineState) {
        let facts = PromptFacts(state, isReadOnly: isReadOnly)
        guard facts != shownFacts else { return }
        shownFacts = facts
        surface.prompt(facts)
    }

    private func listen(_ start: EngineState, _ events: AsyncStream<EventRecord>) async {
        var state = start
        for await record in events where record.sequence > state.sequence {
            state.apply(record)
            known.follow(state)
            if let line = surface.line(record, state) { surface.notice(line) }
            show(facts: state)
            pulse.yield()
        }
        if let failure = await runtime?.failure { surface.notice("the journal failed: \(failure)") }
    }

    private func draw() async {
        var reminder: Task<Void, Never>?
        for await _ in pulses {
            reminder?.cancel()
            guard let runtime else { continue }
            let state = await runtime.state
            let observations = await runtime.observations
            let live = state.executions.values.filter(\.isLive).map(\.id)
            let following = focused.map { [$0] } ?? live
            if isOn, !following.isEmpty {
                let size = surface.size()
                let height = focused == nil ? max(1, min(6, size.rows / 4)) : max(3, size.rows - 3)
                show(
                    rows: LivePicture.render(
                        state: state, observations: observations, executions: following, now: clock(), width: size.columns - 1,
                        height: height,
                        style: surface.style))
            } else {
                show(rows: [])
            }
            if isOn, !live.isEmpty { reminder = Task { [pulse] in if (try? await Task.sleep(for: .seconds(1))) != nil { pulse.yield() } } }
            try? await Task.sleep(for: .milliseconds(100))
        }
        reminder?.cancel()
    }

    private func show(rows: [String]) {
        guard rows != shownRows else { return }
        shownRows = rows
        surface.rows(rows)
    }
}
