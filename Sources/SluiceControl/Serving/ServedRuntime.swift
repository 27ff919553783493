import SluiceEngine
public import SluiceModel
public import SluiceRuntime

extension Runtime: ControlledRuntime {
    public func durableEvents() -> (last: Int64, events: AsyncStream<EventRecord>) {
        let (state, events) = follow()
        return (state.sequence, events)
    }
}
