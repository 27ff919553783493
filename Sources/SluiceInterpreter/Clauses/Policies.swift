import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    /// What any block of a pipeline may say; false for everything else.
    mutating func addPolicy(_ clause: EvaluatedClause) throws(Trouble) -> Bool {
        var origin = origin(of: clause)
        switch clause.word {
        case "window": block.policies.windows += try windows(clause)
        case "freeze": block.policies.freezes.append(try freeze(clause))
        case "block":
            block.policies.blocks = OwnPolicies.united(block.policies.blocks, try alarms(try clause.required("alarms"), of: "block"))
        case "watch":
            block.policies.watches = OwnPolicies.united(block.policies.watches, try alarms(try clause.required("alarms"), of: "watch"))
        case "on":
            try addResponse(clause)
            origin.word += " " + (clause.input("trigger")?.word ?? "")
        case "rollback":
            try block.onlyOnce(clause)
            block.policies.rollbackPace = try clause.modifier("rolling")?.pace("rolling", allowsZero: false)
        case "production": block.policies.isProduction = true
        case "allow":
            let rule = try clause.required("rule").word
            block.policies.allowances.append(.init(Allowance(rule: rule, because: try clause.requiredBecause()), origin))
        default: return false
        }
        block.origin.policies.append(origin)
        return true
    }

    private mutating func addResponse(_ clause: EvaluatedClause) throws(Trouble) {
        let trigger = try clause.required("trigger").word
        let input = try clause.required("response")
        let scope = clause.input("scope")?.word
        let response: FailureResponse
        switch (input.word, scope) {
        case ("nothing", nil): response = .nothing
        case ("rollback", nil), ("rollback", "region"): response = .rollbackRegion
        case ("rollback", "wave"): response = .rollbackWave
        case ("rollback", "phase"): response = .rollbackPhase
        case (_, _):
            throw Trouble(
                .clauseValue, "`on \(trigger)` leads to `rollback region`, `rollback wave`, `rollback phase` or `nothing`", at: input.span)
        }
        guard trigger == "alarm" || trigger == "failure" else {
            throw Trouble(.clauseValue, "`on` takes `alarm` or `failure`, not `\(trigger)`", at: clause.input("trigger")?.span)
        }
        try block.onlyOnce(clause, "on \(trigger)")
        if trigger == "alarm" { block.policies.onAlarm = response } else { block.policies.onFailure = response }
    }

    // MARK: Time

    private func zone(_ clause: EvaluatedClause) throws(Trouble) -> TimeZoneRules {
        guard let input = clause.modifier("in") else { return .utc }
        let name = try input.string("in")
        if name == "UTC" { return .utc }
        guard let rules = inputs.timeZone(name) else {
            throw Trouble(
                .unknownTimeZone, "there is no time zone \(quoted(name))", label: "not found", at: input.span,
                help: "names are those of the tz database, such as \"Europe/Berlin\" or \"America/Los_Angeles\"")
        }
        return rules
    }

    /// Days, hours, or both: each range of hours makes a window.
    private func windows(_ clause: EvaluatedClause) throws(Trouble) -> [Window] {
        let input = try clause.required("when")
        var days: [Weekday] = []
        var hours: [(TimeOfDay, TimeOfDay)] = []
        func add(_ value: Value) throws(Trouble) {
            switch value {
            case .weekday(let day): days.append(day)
            case .list(let list): for element in list.elements { try add(element) }
            case .range(let range):
                switch (range.first, range.last) {
                case (.weekday(let first), .weekday(let last)): days += first.through(last)
                case (.timeOfDay(let first), .timeOfDay(let last)):
                    guard first != last else {
                        throw Trouble(.clauseValue, "this window is never open: \(first) to \(last)", at: input.span)
                    }
                    hours.append((first, last))
                case (_, _): throw input.wrong("window", "weekdays and times of day", value)
                }
            case let other: throw input.wrong("window", "weekdays and times of day, such as `mon..thu 09:00..16:00`", other)
            }
        }
        for value in input.values { try add(value) }
        if days.isEmpty { days = Weekday.allCases }
        days = Weekday.allCases.filter { days.contains($0) }
        if hours.isEmpty, let midnight = TimeOfDay(minutes: 0), let end = TimeOfDay(minutes: 1440) { hours = [(midnight, end)] }
        let zone = try zone(clause)
        return hours.map { Window(days: days, from: $0.0, to: $0.1, zone: zone) }
    }

    private func freeze(_ clause: EvaluatedClause) throws(Trouble) -> Freeze {
        let input = try clause.required("when")
        let because = try clause.because() ?? ""
        let zone = try zone(clause)
        switch try input.single("freeze", "a Date or a Range of Date") {
        case .date(let day): return Freeze(first: day, last: day, zone: zone, because: because)
        case .range(let range):
            guard case .date(let first) = range.first, case .date(let last) = range.last else {
                throw input.wrong("freeze", "a Date or a Range of Date", .range(range))
            }
            guard first <= last else {
                throw Trouble(
                    .clauseValue, "this freeze ends before it begins: \(first) to \(last)", at: input.span, help: "swap the dates")
            }
            return Freeze(first: first, last: last, zone: zone, because: because)
        case let other: throw input.wrong("freeze", "a Date or a Range of Date", other)
        }
    }

    // MARK: Defaults

    mutating func addDefault(_ clause: EvaluatedClause) throws(Trouble) {
        guard clause.word != "fail" else { return try act(clause) }
        try block.onlyOnce(clause)
        block.origin.defaults.append(origin(of: clause))
        switch clause.word {
        case "timeout": block.policies.defaults.timeout = try clause.required("duration").duration("timeout", above: true)
        case "rolling": block.policies.defaults.rolling = try clause.required("share").pace("rolling", allowsZero: false)
        case "one": block.policies.defaults.oneAtATime = .init(rawValue: try clause.required("unit").word)
        case "max_failures": block.policies.defaults.maxFailures = try clause.required("share").pace("max_failures", allowsZero: true)
        case "retry": block.policies.defaults.retries = try clause.required("what").int("retry", atLeast: 0)
        case "backoff": block.policies.defaults.backoff = try clause.required("duration").duration("backoff")
        default: try act(clause)
        }
    }
}
