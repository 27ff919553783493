import SluiceModel

/// Looks at conditions until they hold or their time is up: `verify`, `require`, `wait until`.
struct ConditionWatch: Sendable {
    let reader: SignalReader
    let clock: any RuntimeClock

    /// The first look comes at once, the last when the time is up; the pause between looks grows with the time that is given, from
    /// 100 ms to 2 s.
    func holds(_ condition: Condition, within limit: Duration, _ context: SignalReader.Context) async -> (holds: Bool, last: Evaluation) {
        let end = clock.now() + limit
        let pause = min(max(limit / 40, .milliseconds(100)), .seconds(2))
        while true {
            let evaluation = await reader.evaluate(condition, context)
            if evaluation.result == true { return (true, evaluation) }
            let now = clock.now()
            if now >= end || Task.isCancelled { return (false, evaluation) }
            await clock.sleep(until: min(end, now + pause))
        }
    }

    func verify(_ verifications: [DeployerDefinition.Verification], _ context: SignalReader.Context) async -> Outcome {
        var parts = [String]()
        for verification in verifications {
            let (holds, last) = await self.holds(verification.condition, within: verification.within, context)
            if Task.isCancelled { return .cancelled }
            guard holds else { return failure(last, within: verification.within, sentence: "verify failed") }
            parts.append(last.text)
        }
        guard verifications.count > 1 else { return .succeeded(output: parts.joined()) }
        for verification in verifications {
            let last = await reader.evaluate(verification.condition, context)
            guard last.result == true else { return failure(last, within: .zero, sentence: "verify failed once more for all") }
        }
        return .succeeded(output: parts.joined(separator: "\n"))
    }

    func require(_ step: RequireStep, _ context: SignalReader.Context) async -> Outcome {
        let (holds, last) = await self.holds(step.condition, within: step.within, context)
        if Task.isCancelled { return .cancelled }
        if holds { return .succeeded(output: last.text) }
        return failure(last, within: step.within, sentence: step.otherwise?.text(with: context.values) ?? "a requirement does not hold")
    }

    private func failure(_ last: Evaluation, within: Duration, sentence: String) -> Outcome {
        let cause: EffectFailure.Cause = last.result == nil ? .unreadable : .conditionFalse
        let time = within > .zero ? " within \(within.scriptText)" : ""
        return .failed(EffectFailure(cause: cause, message: "\(sentence)\(time): \(last.text)", output: last.text))
    }
}
