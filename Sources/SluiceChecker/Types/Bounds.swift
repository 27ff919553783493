import SluiceSyntax

/// Which literal values make no sense for a parameter.
enum Bounds {
    /// What is wanted instead, if a literal is out of bounds.
    static func violation(of expression: Expression, in clause: String, parameter: String) -> String? {
        var negated = false
        var literal = expression
        if case .unary(.negate, let operand) = expression.kind {
            negated = true
            literal = operand
        }
        guard case .literal(let value) = literal.kind else { return nil }
        switch value {
        case .int(let number): return intViolation(negated ? -number : number, clause, parameter)
        case .percent(let percent): return percentViolation(percent, negated, clause)
        case .duration(let nanoseconds): return durationViolation(nanoseconds, negated, clause)
        case .none, .bool, .float, .size, .timeOfDay, .date, .weekday: return nil
        }
    }

    /// Why a literal that is allowed is probably not what was meant; nil where nothing is odd about it.
    static func suspicion(of expression: Expression, in clause: String, of owner: String) -> (message: String, fix: String)? {
        guard case .literal(let value) = expression.kind else { return nil }
        switch value {
        case .duration(let nanoseconds) where nanoseconds > 0 && nanoseconds < 1_000_000_000:
            // Commands are timed in tenths of a second now and then; nobody bakes for that long.
            let isShort = clause == "bake" || ["timeout", "every", "at_most"].contains(clause) && nanoseconds < 100_000_000
            let why = clause == "bake" ? "is less than a second" : "is less than a tenth of a second"
            return isShort ? (why, "`ms` are thousandths of a second, `m` are minutes") : nil
        case .duration(let nanoseconds) where nanoseconds > 30 * 86_400 * 1_000_000_000:
            guard ["bake", "timeout", "every", "at_most", "wait", "within"].contains(clause) else { return nil }
            return ("is more than 30 days", "`h` are hours, `d` days and `w` weeks")
        case .percent(let percent) where clause == "rolling" && owner != "rollback" && isWhole(percent):
            return ("takes out every target of a region at once", "write a share such as `rolling 33%`, so that the rest still serves")
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .weekday: return nil
        }
    }

    private static func isWhole(_ percent: PercentLiteral) -> Bool {
        var whole: Int64 = 100
        for _ in 0..<min(percent.decimals, 16) { whole *= 10 }
        return percent.digits == whole
    }

    private static func intViolation(_ number: Int64, _ clause: String, _ parameter: String) -> String? {
        switch clause {
        case "rolling": number < 1 ? "at least 1 target at a time" : nil
        case "max_failures", "retry": number < 0 ? "0 or more" : nil
        case "for", "runs": number < 1 ? "at least 1" : nil
        case "approve": parameter == "what" && number < 1 ? "at least 1 person" : nil
        default: nil
        }
    }

    private static func percentViolation(_ percent: PercentLiteral, _ negated: Bool, _ clause: String) -> String? {
        var whole: Int64 = 100
        var fits = true
        for _ in 0..<percent.decimals {
            let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
            whole = product
            fits = fits && !overflow
        }
        let isAbove = fits && percent.digits > whole
        let isZero = percent.digits == 0
        let isBelow = negated && !isZero
        switch clause {
        case "rolling", "share": return isAbove || isBelow || isZero ? "more than 0% and at most 100%" : nil
        case "max_failures", "fails": return isAbove || isBelow ? "0% to 100%" : nil
        default: return nil
        }
    }

    private static func durationViolation(_ nanoseconds: Int64, _ negated: Bool, _ clause: String) -> String? {
        switch clause {
        case "every", "timeout", "at_most": nanoseconds <= 0 || negated ? "a Duration above 0s" : nil
        case "bake", "wait", "within", "backoff", "after", "verify": nanoseconds < 0 || negated && nanoseconds > 0 ? "0s or more" : nil
        default: nil
        }
    }
}
