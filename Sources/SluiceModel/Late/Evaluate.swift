extension Condition {
    /// Three-valued: false and unknown is false, true or unknown is true.
    ///
    /// A measurement that `readings` does not hold counts as missing. Total: division by zero and NaN are missing too.
    public func evaluate(_ readings: [Measured], values: LateValues) -> Evaluation {
        switch self {
        case .constant(let flag): return Evaluation(result: flag, parts: ["\(flag)"])
        case .comparison(let comparison): return comparison.evaluate(readings)
        case .textComparison(let comparison):
            let left = comparison.left.text(with: values)
            let right = comparison.right.text(with: values)
            let result = comparison.relation.holds(left, right)
            return Evaluation(result: result, parts: ["`\(left)` \(comparison.relation.rawValue) `\(right)` → \(result)"])
        case .not(let inner):
            var evaluation = inner.evaluate(readings, values: values)
            evaluation.result = evaluation.result.map { !$0 }
            return evaluation
        case .and(let left, let right): return join(left, right, readings, values, deciding: false)
        case .or(let left, let right): return join(left, right, readings, values, deciding: true)
        }
    }

    private func join(_ left: Condition, _ right: Condition, _ readings: [Measured], _ values: LateValues, deciding: Bool) -> Evaluation {
        let first = left.evaluate(readings, values: values)
        let second = right.evaluate(readings, values: values)
        let parts = first.parts + second.parts
        let missing = first.missing + second.missing.filter { !first.missing.contains($0) }
        if first.result == deciding || second.result == deciding { return Evaluation(result: deciding, parts: parts, missing: missing) }
        guard first.result != nil, second.result != nil else { return Evaluation(result: nil, parts: parts, missing: missing) }
        return Evaluation(result: !deciding, parts: parts, missing: missing)
    }
}

extension Condition.Comparison {
    func evaluate(_ readings: [Measured]) -> Evaluation {
        let left = left.value(of: readings)
        let right = right.value(of: readings)
        var missing = [String]()
        for case .missing(let reason) in [left, right] where !missing.contains(reason) { missing.append(reason) }
        guard case .number(let first) = left, case .number(let second) = right else {
            let reason = missing.joined(separator: ", ")
            let source = self.left.sourceName
            return Evaluation(result: nil, parts: ["missing (\(source): \(reason)) \(relation.rawValue) \(shown(right))"], missing: missing)
        }
        let result = relation.holds(first, second)
        let source = self.left.sourceName == "constant" ? "" : " (\(self.left.sourceName))"
        return Evaluation(result: result, parts: ["\(readableNumber(first))\(source) \(relation.rawValue) \(shown(right)) → \(result)"])
    }

    private func shown(_ value: Reading.Value) -> String {
        switch value {
        case .missing: return "missing"
        case .number(let number):
            switch unit {
            case .plain: return readableNumber(number)
            case .percent:
                guard let parts = Int64(exactly: (number * 1e9).rounded()) else { return numberText(number) }
                return Percent(billionths: parts).description
            case .seconds: return number.magnitude < 9e8 ? Duration.seconds(number).scriptText : numberText(number)
            }
        }
    }
}

extension Signal {
    /// The number that it comes to; what is not in `readings`, not finite or divided by zero is missing, with the reason.
    public func value(of readings: [Measured]) -> Reading.Value {
        switch self {
        case .constant(let number): return .number(number)
        case .http, .prometheus, .exec, .report, .elapsed, .alarmState:
            guard let reading = readings.first(where: { $0.signal == self })?.reading else { return .missing("not measured") }
            if case .number(let number) = reading.value, !number.isFinite { return .missing("\(number)") }
            return reading.value
        case .calculation(let calculation):
            let left = calculation.left.value(of: readings)
            let right = calculation.right.value(of: readings)
            guard case .number(let first) = left else { return left }
            guard case .number(let second) = right else { return right }
            let number =
                switch calculation.operation {
                case .add: first + second
                case .subtract: first - second
                case .multiply: first * second
                case .divide: first / second
                }
            return number.isFinite ? .number(number) : .missing("division by zero")
        }
    }
}
