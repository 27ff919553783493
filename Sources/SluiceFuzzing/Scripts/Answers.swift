public import SluiceInterpreter
import SluiceModel

/// Answers requests as a runtime would that carries everything out at once.
public struct Answers {
    private var counter = 0
    public var state = "succeeded"
    public var refusals: [String] = []

    public init(state: String = "succeeded", refusals: [String] = []) {
        self.state = state
        self.refusals = refusals
    }

    public mutating func answer(_ request: Request) -> RequestResult {
        if refusals.contains(request.word) { return .refused(message: "\(request.word) is refused", help: "ask somebody") }
        switch request {
        case .command(.start(let start)): return execution(start.definition.name, start.revision, "running")
        case .command(.deploy(let deploy)): return execution(deploy.definition.name, deploy.revision, "running")
        case .command(.rollback): return execution("checkout", "v0", "running")
        case .command(.retry(let id)): return .execution(ExecutionResult(id: id, pipeline: "checkout", revision: "v1", state: "running"))
        case .follow(let id), .execution(let id):
            return .execution(
                ExecutionResult(
                    id: id, pipeline: "checkout", revision: "v1", state: state, stages: [.init(name: "one", state: "succeeded")],
                    output: "done"))
        case .adHocRun: return .ran(RunResult(status: 0, output: "hello"))
        case .measure: return .number(0.5)
        case .judge, .require, .waitUntil: return .boolean(true)
        case .storedPipeline(let name):
            return .definition(PipelineDefinition(name: name, folder: "/", stages: [StageDefinition(name: "one")]))
        case .simulate:
            return .data(
                .record([
                    .init("outcome", .text("rolled_back")), .init("exposed", .percent(Percent(2))),
                    .init("duration", .duration(.seconds(60))),
                ]))
        case .status, .history, .explain, .plan: return .text("\(request.word)")
        case .command, .print, .wait: return .none
        }
    }

    private mutating func execution(_ pipeline: PipelineName, _ revision: RevisionID, _ state: String) -> RequestResult {
        counter += 1
        return .execution(ExecutionResult(id: ExecutionID("\(pipeline)#\(counter)"), pipeline: pipeline, revision: revision, state: state))
    }
}
