import OrderedCollections
import SluiceSyntax

/// Counts what an evaluation costs, and where.
struct Meter: Sendable {
    /// Steps between two looks at budgets and interruption, and at the place that is being worked on.
    static let interval = 251

    var left: Int
    /// Steps until the next look; below 0 when it is due.
    var slice = 0
    var samples: OrderedDictionary<Span, Int> = [:]

    init(fuel: Int) { left = fuel }

    /// The place with the most samples; the first one of several.
    var hottest: Span? {
        samples.reduce(nil as (span: Span, count: Int)?) { best, entry in
            entry.value > (best?.count ?? 0) ? (entry.key, entry.value) : best
        }?.span
    }
}

extension ScriptEvaluation {
    /// Uses up fuel; the error names the place where most of it went.
    mutating func burn(_ amount: Int) throws(Trouble) {
        meter.slice -= amount
        if meter.slice < 0 { try settle() }
    }

    /// Looks at the budgets; due every `Meter.interval` steps.
    mutating func settle() throws(Trouble) {
        let owed = -meter.slice
        meter.samples[span, default: 0] += 1 + owed / Meter.interval
        meter.left -= owed
        meter.slice = max(0, min(Meter.interval, meter.left))
        meter.left -= meter.slice
        guard meter.left >= 0 else {
            throw exhausted(.fuel, "the script has not ended after \(limits.fuel) steps, most of them in", label: "most steps go here")
        }
    }

    private func exhausted(_ code: TroubleCode, _ message: String, label: String) -> Trouble {
        let place = meter.hottest ?? span
        let line = files[place.file].map { "line \($0.line(at: place.start))" } ?? "this line"
        return Trouble(
            code, "\(message) \(line)", label: label, at: place,
            help: "a loop may not end: check its condition; what takes long belongs in a command, not in the script")
    }
}
