import SluiceEngine
import SluiceModel
import SluiceReport

/// Shows a state: as tables for people, as one JSON document for programs.
struct Viewer {
    let state: EngineState
    let observations: Observations
    let now: Instant
    let console: Console

    private var width: Int { Terminal.output.isTerminal ? Terminal.output.size.width : 120 }

    private func show(_ text: (Style, Int) -> String, _ json: () -> String) {
        switch console.output.format {
        case .human: console.result(text(console.resultStyle, width))
        case .json: console.result(json())
        }
    }

    func status(_ subject: Subject?) {
        let view =
            switch subject {
            case .execution(let id): StatusView(state, execution: id, observations: observations, now: now)
            case .pipeline(let name), .part(let name, _): StatusView(state, pipeline: name, observations: observations, now: now)
            case nil: StatusView(state, observations: observations, now: now)
            }
        show({ ViewText.status(view, now: now, style: $0, width: $1) }, { ViewJSON.text(of: view) })
    }

    func history(_ pipeline: PipelineName?) {
        let view = HistoryView(state, pipeline: pipeline)
        show({ ViewText.history(view, style: $0, width: $1) }, { ViewJSON.text(of: view) })
    }

    func explain(_ subject: Subject) {
        let view =
            switch subject {
            case .execution(let id): ExplainView(state, execution: id, observations: observations, now: now)
            case .pipeline(let name), .part(let name, _): ExplainView(state, pipeline: name, observations: observations, now: now)
            }
        show({ ViewText.explain(view, now: now, style: $0, width: $1) }, { ViewJSON.text(of: view) })
    }

    func plan(_ definition: PipelineDefinition, _ revision: RevisionID?) {
        let view = PlanView(definition, revision: revision, state: state, now: now)
        show({ ViewText.plan(view, style: $0, width: $1) }, { ViewJSON.text(of: view) })
    }
}
