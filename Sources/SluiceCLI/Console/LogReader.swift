import SluiceEngine
import SluiceModel
import SluiceProvider
import SluiceProviders
import SluiceReport
import SluiceRuntime
import SluiceStore
import SluiceStoreSQLite

/// Shows the logs of an execution's commands.
struct LogReader {
    let store: StateFolder
    let console: Console

    func show(_ id: ExecutionID, target: String?, stage: String?) async throws {
        var requests = [(request: EffectRequest, at: Instant)]()
        var fold = Fold()
        _ = try SQLiteJournal.read(store) { record in
            try fold.take(record, path: store.journalPath)
            let event = try EventRecord(reading: record, path: store.journalPath).event
            if case .effectRequested(let request) = event { requests.append((request, record.at)) }
        }
        guard fold.state.execution(id) != nil else {
            throw Refusal("there is no execution `\(id)`", help: "`sluice history` lists those that there were")
        }
        let outside = try Holding.outside(store, clock: SystemClock())
        var isEmpty = true
        for (request, at) in requests where concerns(request, id, target, stage, fold.state) {
            for provider in outside.effects {
                guard let log = await provider.log(of: request.key) else { continue }
                isEmpty = false
                console.result("\(console.resultStyle.paint("── \(request.key) \(at)", .dim))\n\(log)")
            }
        }
        if isEmpty { console.note("no command of \(id) printed anything that matches") }
    }

    private func concerns(_ request: EffectRequest, _ id: ExecutionID, _ target: String?, _ stage: String?, _ state: EngineState) -> Bool {
        let rollback: RollbackID? =
            switch request.purpose {
            case .restore(let rollback, _), .verifyRestored(let rollback, _): rollback
            case .ask, .install, .verify, .verifyAgain, .settle, .run, .require, .artifact, .preflight, .notifyStep, .tell: nil
            }
        let isOfExecution =
            request.purpose.place?.execution == id || rollback.map { state.execution(id)?.rollbacks.contains($0) == true } == true
        let isOnTarget = target == nil || request.purpose.target?.text == target
        let isInStage = stage == nil || request.purpose.place?.stage.text == stage
        return isOfExecution && isOnTarget && isInStage
    }
}
