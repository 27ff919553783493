import OrderedCollections
import SluiceEngine
import SluiceModel
import SluiceReport
import SluiceRuntime

/// Shows what a runtime does while somebody waits for it: a picture on a terminal, a line an event anywhere else.
struct Progress: Sendable {
    let console: Console
    let runtime: any OperatedState
    let clock: any RuntimeClock

    /// Shortest time between two pictures.
    private static let pace = Duration.milliseconds(100)

    /// Shows what came after `state` until `events` end or the task is cancelled; `missed` are the first of it.
    func follow(from state: EngineState, missed: [EventRecord], events: AsyncStream<EventRecord>) async {
        if console.isLive {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await redraw() }
                group.addTask { for await record in events { await note(record) } }
                await group.next()
                group.cancelAll()
            }
            console.show([])
        } else {
            var state = state
            for record in missed { line(record, &state) }
            for await record in events { line(record, &state) }
        }
    }

    private func line(_ record: EventRecord, _ state: inout EngineState) {
        guard record.sequence > state.sequence else { return }
        state.apply(record)
        switch console.output.format {
        case .json: console.result(EventLines.json(record))
        case .human: if let text = EventLines.text(record, state: state, style: console.style) { console.note(text) }
        }
    }

    private func note(_ record: EventRecord) async {
        if let notice = LivePicture.notice(for: record, state: await runtime.state) { console.note(notice) }
    }

    private func redraw() async {
        while !Task.isCancelled {
            let state = await runtime.state
            let live = state.executions.values.filter(\.isLive).map(\.id)
            let rollbacks = !state.rollbacks.isEmpty
            if live.isEmpty && !rollbacks {
                console.show([])
            } else {
                let (width, height) = Terminal.error.size
                let rows = LivePicture.render(
                    state: state, observations: await runtime.observations, executions: live, now: clock.now(), width: width,
                    height: max(3, height - 2), style: console.style)
                console.show(rows)
            }
            await clock.sleep(until: clock.now() + Self.pace)
        }
    }
}
