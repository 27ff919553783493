import OrderedCollections
import SluiceEngine
import SluiceLineEditor
import SluiceModel

/// What the prompt tells.
struct PromptFacts: Hashable, Sendable {
    var running = 0
    var firing = 0
    /// A production stage is stored, and commands are let through to it.
    var isProductionOpen = false

    init(running: Int = 0, firing: Int = 0, isProductionOpen: Bool = false) {
        self.running = running
        self.firing = firing
        self.isProductionOpen = isProductionOpen
    }

    init(_ state: EngineState, isReadOnly: Bool) {
        running = state.executions.values.count(where: \.isLive)
        firing = state.pipelines.values.reduce(0) { sum, pipeline in
            var names: [AlarmName] = []
            for change in pipeline.alarms.values where change.to == .alarm && !names.contains(change.instance.alarm) {
                names.append(change.instance.alarm)
            }
            return sum + names.count
        }
        isProductionOpen =
            !isReadOnly && state.pipelines.keys.contains { state.activeDefinition(of: $0)?.stages.contains(where: \.isProduction) ?? false }
    }

    /// `PROD sluice 2 running 1 alarm> `
    var prompt: StyledText {
        var text = StyledText("")
        if isProductionOpen { text = text + StyledText("PROD", Style(.red, .bold)) + StyledText(" ") }
        text = text + StyledText("sluice", .bold)
        if running > 0 { text = text + StyledText(" \(running) running", Style(.cyan)) }
        if firing > 0 { text = text + StyledText(" \(counted(firing, "alarm"))", Style(.red)) }
        return text + StyledText("> ")
    }
}
