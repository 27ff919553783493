import SluiceSyntax

extension ScriptEvaluation {
    /// Begins a `test` block, or passes over it.
    mutating func beginTest(_ layout: ClauseLayout, _ first: Register, end: Int) throws(Trouble) {
        let clause = try evaluated(layout, first)
        let name = try clause.string("name")
        guard runsTests else {
            frame.pc = end
            return
        }
        openTest = OpenTest(
            name: name, span: layout.span, callers: callers.count, builders: builders.count, loading: loading.count, loops: loops.count,
            end: end)
        builders.append(BlockBuilder(place: .test, clause: clause, name: name, origin: headOrigin(of: clause)))
    }

    mutating func endTest() {
        builders.removeLast()
        if let test = openTest { testOutcomes.append(TestOutcome(name: test.name, span: test.span, diagnostics: [])) }
        openTest = nil
    }
}
