import OrderedCollections
import SluiceEngine
import SluiceInterpreter
import SluiceModel
import SluiceReport

/// The answers to `status`, `history`, `explain` and `plan`.
struct Views {
    let format: ShellConfiguration.Format
    let style: SluiceReport.Style
    let width: Int

    /// Nil for a request that only asks for something to be done; a refusal for a name that is not there.
    func text(of request: Request, state: EngineState, observations: Observations, now: Instant) throws -> String? {
        switch request {
        case .status(let subject):
            let view =
                switch try subject.map({ try known($0, state) }) {
                case nil: StatusView(state, observations: observations, now: now)
                case .pipeline(let name)?, .part(let name, _)?: StatusView(state, pipeline: name, observations: observations, now: now)
                case .execution(let id)?: StatusView(state, execution: id, observations: observations, now: now)
                }
            return format == .json ? ViewJSON.text(of: view) : ViewText.status(view, now: now, style: style, width: width)
        case .history(let pipeline):
            if let pipeline { _ = try known(.pipeline(pipeline), state) }
            let view = HistoryView(state, pipeline: pipeline)
            return format == .json ? ViewJSON.text(of: view) : ViewText.history(view, style: style, width: width)
        case .explain(let subject):
            let view =
                switch try known(subject, state) {
                case .execution(let id): ExplainView(state, execution: id, observations: observations, now: now)
                case .pipeline(let name), .part(let name, _):
                    ExplainView(state, pipeline: name, observations: observations, now: now)
                }
            return format == .json
                ? ViewJSON.text(of: view) : ViewText.explain(view, now: now, style: style, width: width)
        case .plan(let definition, let revision):
            let view = PlanView(definition, revision: revision, state: state, now: now)
            return format == .json ? ViewJSON.text(of: view) : ViewText.plan(view, style: style, width: width)
        case .command, .adHocRun, .follow, .execution, .print, .wait, .waitUntil, .require, .measure, .judge, .storedPipeline, .simulate:
            return nil
        }
    }

    private func known(_ subject: Subject, _ state: EngineState) throws -> Subject {
        switch subject {
        case .execution(let id):
            guard state.execution(id) == nil else { return subject }
            throw Refusal("there is no execution `\(id)`", help: "`history` lists those that there were")
        case .pipeline(let name), .part(let name, _):
            guard state.pipelines[name] == nil else { return subject }
            let names = state.pipelines.keys.map(\.text).joined(separator: ", ")
            throw Refusal("there is no pipeline `\(name)` in this state", help: names.isEmpty ? "`start` one first" : "there are: \(names)")
        }
    }
}
