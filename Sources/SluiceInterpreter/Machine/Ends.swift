import OrderedCollections
import SluiceSyntax

extension ScriptEvaluation {
    /// Ends the open test, or the evaluation; what hangs on a command that nobody carried out is an end, not a mistake.
    mutating func recover(from trouble: Trouble) -> ScriptStep? {
        let diagnostic = located(trouble)
        if let test = openTest, trouble.code != TroubleCode.interrupted.rawValue {
            testOutcomes.append(TestOutcome(name: test.name, span: test.span, diagnostics: [diagnostic]))
            unwind(to: test)
            return nil
        }
        abandon()
        if trouble.code == TroubleCode.notYetKnown.rawValue { return .finished(.notRun, definitions: definitions) }
        return .failed([diagnostic])
    }

    /// At the end of a module goes on with the file that imports it.
    mutating func endOfFile() throws(Trouble) -> ScriptStep? {
        if !loading.isEmpty, !callers.isEmpty {
            finishModule()
            return nil
        }
        phase = .ended
        frame.pc = code.instructions.count - 1
        return .finished(result, definitions: definitions)
    }

    /// Back to the top level, with the variables as they are.
    mutating func abandon() {
        returnTo(caller: 0)
        builders = []
        loading = []
        loops = []
        openTest = nil
        frame.pc = code.instructions.count - 1
        phase = .ended
    }

    /// Leaves the calls from one on, and empties their registers.
    private mutating func returnTo(caller: Int) {
        guard caller < callers.count else { return }
        let outer = callers[caller]
        registers.clear(outer.end..<frame.end)
        frame = outer
        callers.removeLast(callers.count - caller)
    }

    private mutating func unwind(to test: OpenTest) {
        returnTo(caller: test.callers)
        builders.removeLast(max(0, builders.count - test.builders))
        loading.removeLast(max(0, loading.count - test.loading))
        loops.removeLast(max(0, loops.count - test.loops))
        frame.pc = test.end
        openTest = nil
        phase = .ready
    }

    // MARK: Places

    /// The diagnostic with the calls that led to it; what goes wrong in the standard library is laid to its caller.
    private func located(_ trouble: Trouble) -> Diagnostic {
        var diagnostic = trouble.diagnostic(at: span)
        var calls: [Span] = []
        for (index, caller) in callers.enumerated().reversed() where !caller.isLoop {
            let span = span(of: caller, calledBy: index - 1)
            if span != diagnostic.primary.span, files[span.file].map({ !isStandard($0.name) }) ?? true { calls.append(span) }
        }
        if let file = files[diagnostic.primary.span.file], isStandard(file.name), let first = calls.first {
            let line = file.line(at: diagnostic.primary.span.start)
            diagnostic.notes.append("found in \(file.name), line \(line)")
            diagnostic.primary = .init(first, diagnostic.primary.text)
            calls.removeFirst()
        }
        diagnostic.secondary += calls.prefix(8).map { Diagnostic.Label($0, "called from here") }
        return diagnostic
    }

    private func isStandard(_ name: String) -> Bool { name.hasPrefix("std/") }
}
