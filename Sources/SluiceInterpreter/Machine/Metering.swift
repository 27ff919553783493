import OrderedCollections
import SluiceSyntax

/// Counts what an evaluation costs, and where.
struct Meter: Sendable {
    /// Steps between two looks at budgets and interruption, and at the place that is being worked on.
    static let interval = 251
    /// Bytes between two looks at who makes them.
    static let weighing = 1 << 16

    /// Fuel that is left beyond the slice.
    var left: Int
    /// Steps until the next look; below 0 when it is due.
    var slice = 0
    var steps: OrderedDictionary<Span, Int> = [:]

    /// Bytes that were ever made.
    var made = 0
    /// Bytes that were made since the last look at who makes them.
    var unweighed = 0
    /// Bytes that were made since what is held was counted.
    var uncounted = 0
    /// Bytes that were held when they were counted last.
    var held = 0
    var makers: OrderedDictionary<Span, Int> = [:]
    /// Bytes that were printed.
    var printed = 0

    init(fuel: Int) { left = fuel }

    /// Notes fuel and bytes where neither makes a look due; false, and nothing is noted, otherwise.
    @inline(__always)
    mutating func take(_ fuel: Int, of slice: inout Int, bytes: Int) -> Bool {
        guard slice >= fuel, unweighed + bytes < Meter.weighing else { return false }
        slice -= fuel
        made += bytes
        unweighed += bytes
        return true
    }
}

extension ScriptEvaluation {
    /// Uses up fuel.
    mutating func burn(_ amount: Int) throws(Trouble) {
        meter.slice -= amount
        if meter.slice < 0 { try settle() }
    }

    /// Looks at the budget and for an interruption; due every `Meter.interval` steps.
    mutating func settle() throws(Trouble) {
        let owed = -meter.slice
        meter.steps[span, default: 0] += 1 + owed / Meter.interval
        meter.left -= owed
        meter.slice = max(0, min(Meter.interval, meter.left))
        meter.left -= meter.slice
        if let isInterrupted, isInterrupted() {
            throw Trouble(.interrupted, "the script was interrupted", label: "it was here", help: "it can be started again")
        }
        guard meter.left >= 0 else {
            throw exhausted(
                .fuel, meter.steps, "the script has not ended after \(limits.fuel) steps, most of them in", "most steps go here",
                "a loop may not end: check its condition; what takes long belongs in a command, not in the script; `--fuel` allows more")
        }
    }

    /// Notes that a value was made, and stops when too much is held at once.
    mutating func charge(_ bytes: Int) throws(Trouble) {
        meter.made += bytes
        meter.unweighed += bytes
        guard meter.unweighed >= Meter.weighing else { return }
        meter.makers[span, default: 0] += meter.unweighed
        meter.uncounted += meter.unweighed
        meter.unweighed = 0
        // No more can be held than was held then and what was made since.
        guard meter.uncounted > limits.memory / 8, meter.held + meter.uncounted > limits.memory else { return }
        meter.uncounted = 0
        meter.held = try countHeld()
        guard meter.held > limits.memory else { return }
        throw exhausted(
            .memory, meter.makers, "the script holds more than \(sizeText(Int64(limits.memory))) of values, most of them made in",
            "most values are made here", "keep less at once, or read large data where the pipeline runs; `--memory` allows more")
    }

    /// Notes what a script prints.
    mutating func chargeOutput(_ bytes: Int) throws(Trouble) {
        meter.printed += bytes
        guard meter.printed > limits.output else { return }
        throw Trouble(
            .output, "the script has printed more than \(sizeText(Int64(limits.output)))", label: "this print is one too many",
            help: "print less, or write files from a command; `--output-limit` allows more")
    }

    /// The error of a budget that is used up, with the line that used most of it.
    private func exhausted(
        _ code: TroubleCode, _ samples: OrderedDictionary<Span, Int>, _ message: String, _ label: String, _ help: String
    ) -> Trouble {
        var lines: OrderedDictionary<Line, (place: Span, amount: Int)> = [:]
        for (place, amount) in samples {
            let line = Line(file: place.file, number: files[place.file].map { $0.line(at: place.start) } ?? 0)
            lines[line, default: (place, 0)].amount += amount
        }
        var hottest: (line: Line, place: Span, amount: Int)?
        for (line, entry) in lines where entry.amount > (hottest?.amount ?? 0) { hottest = (line, entry.place, entry.amount) }
        let name = hottest.map { "line \($0.line.number)" } ?? "this line"
        return Trouble(code, "\(message) \(name)", label: label, at: hottest?.place, help: help)
    }

    private struct Line: Hashable {
        let file: FileID
        let number: Int
    }
}
