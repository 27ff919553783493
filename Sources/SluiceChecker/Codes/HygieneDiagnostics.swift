import SluiceSyntax

extension Diagnostic {
    static func unused(_ name: Name, _ binding: Binding) -> Diagnostic {
        let what =
            switch binding.kind {
            case .function: "the function"
            case .parameter: "the parameter"
            case .loopVariable: "the loop's variable"
            case .module: "the import"
            case .declaration: "the \(binding.type.title.lowercased())"
            case .constant, .variable, .pipelineParameter, .known: "the variable"
            }
        let isRemovable = binding.kind != .parameter && binding.kind != .loopVariable
        return Diagnostic(
            code: "S190", severity: .warning, message: "\(what) `\(name.text)` is never used", at: name.span, label: "not used",
            fixes: [
                isRemovable
                    ? Fix("remove it, or call it `_\(name.text)` to keep it")
                    : Fix("call it `_\(name.text)`", replacement: Replacement(name.span, with: "_\(name.text)"))
            ])
    }

    static func shadowed(_ name: Name, earlier: Span, line: Int) -> Diagnostic {
        Diagnostic(
            code: "S191", severity: .warning, message: "`\(name.text)` hides the one of line \(line)", at: name.span,
            label: "from here on, this one is meant", secondary: [Label(earlier, "hidden")], fixes: [Fix("give one of them another name")])
    }

    static func unreachable(_ span: Span, after end: Span) -> Diagnostic {
        Diagnostic(
            code: "S192", severity: .warning, message: "this is never reached", at: span, label: "unreachable",
            secondary: [Label(end, "always leaves the block here")], fixes: [Fix("remove it, or make what stands above conditional")])
    }

    static func constantCondition(_ span: Span, word: String, neverEnds: Bool) -> Diagnostic {
        Diagnostic(
            code: "S193", severity: .warning,
            message: neverEnds ? "this loop never ends: nothing in it leaves it" : "this condition is always the same", at: span,
            label: neverEnds ? "always true" : "decides nothing",
            fixes: [
                neverEnds
                    ? Fix("add a `break`, or a condition that changes") : Fix("remove what is never taken, or compare what may change")
            ], notes: neverEnds ? [] : ["`\(word)` looks at literals only"])
    }

    static func neverEqual(_ first: StaticType, _ second: StaticType, always: Bool, at span: Span) -> Diagnostic {
        Diagnostic(
            code: "S193", severity: .warning, message: "\(first.phrase) never equals \(second.phrase)", at: span,
            label: "always \(always)", fixes: [Fix("bring both to one type, such as by `string(…)` or `int(…)`")])
    }

    static func suspiciousUnit(_ written: String, _ why: String, fix: String, at span: Span) -> Diagnostic {
        Diagnostic(
            code: "S194", severity: .warning, message: "`\(written)` \(why)", at: span, label: "is this the right unit?",
            fixes: [Fix(fix)])
    }
}
