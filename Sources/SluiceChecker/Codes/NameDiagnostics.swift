import SluiceSyntax

extension Diagnostic {
    private static func didYouMean(_ near: (name: String, line: Int?)?, at span: Span, isQuoted: Bool = false) -> [Fix] {
        guard let near else { return [] }
        let place = near.line.map { " (line \($0))" } ?? ""
        let text = isQuoted ? "\"\(near.name)\"" : near.name
        return [Fix("did you mean `\(near.name)`\(place)?", replacement: Replacement(span, with: text))]
    }

    static func unknownName(_ name: Name, wanted: StaticType?, near: (name: String, line: Int?)?) -> Diagnostic {
        Diagnostic(
            code: wanted?.isDeclared == true ? "E0203" : "E0201",
            message: wanted.map { "no \($0.title.lowercased()) named `\(name.text)`" } ?? "no name `\(name.text)` here", at: name.span,
            label: "not found", fixes: didYouMean(near, at: name.span))
    }

    /// Lists the lines of further uses in one note.
    mutating func addFurtherUse(line: Int) {
        let start = "also used in line "
        if let index = notes.firstIndex(where: { $0.hasPrefix(start) }) {
            if !notes[index].dropFirst(start.count).split(separator: ", ").contains(Substring(String(line))) { notes[index] += ", \(line)" }
        } else {
            notes.append(start + String(line))
        }
    }

    static func usedBeforeDefinition(_ name: Name, later: Span, line: Int) -> Diagnostic {
        Diagnostic(
            code: "E0202", message: "`\(name.text)` is used before it is defined", at: name.span, label: "used here",
            secondary: [Label(later, "defined here")], fixes: [Fix("move its definition (line \(line)) above this use")],
            notes: ["only `fn` may be used above its definition"])
    }

    static func redefinition(_ name: Name, earlier: Span?, line: Int?) -> Diagnostic {
        Diagnostic(
            code: "E0204", message: "`\(name.text)` is already defined here", at: name.span, label: "defined again",
            secondary: earlier.map { [Label($0, "first defined here")] } ?? [],
            fixes: [Fix("give one of them another name, or change the value of a `var` with `\(name.text) = …`")])
    }

    static func assignmentToConstant(_ name: Name, _ binding: Binding, line: Int?) -> Diagnostic {
        var fixes: [Fix] = []
        if binding.kind == .constant, let keyword = binding.keyword, let line {
            fixes = [Fix("declare it with `var` (line \(line))", replacement: Replacement(keyword, with: "var"))]
        } else if binding.kind == .parameter || binding.kind == .loopVariable {
            fixes = [Fix("copy it into a variable of its own: `var my_\(name.text) = \(name.text)`")]
        }
        return Diagnostic(
            code: "E0205", message: "`\(name.text)` cannot be assigned to: it is \(binding.title)", at: name.span, label: "assigned here",
            secondary: binding.span.map { [Label($0, "declared here")] } ?? [], fixes: fixes)
    }

    static func assignmentToUnknown(_ name: Name, near: String?) -> Diagnostic {
        let fixes =
            near.map { [Fix("did you mean `\($0)`?", replacement: Replacement(name.span, with: $0))] }
            ?? [Fix("declare it with `var \(name.text) = …`", replacement: Replacement(name.span, with: "var \(name.text)"))]
        return Diagnostic(
            code: "E0201", message: "no name `\(name.text)` here to assign to", at: name.span, label: "not declared", fixes: fixes)
    }

    static func assignmentToCopy(_ name: Name, declared: Span?) -> Diagnostic {
        Diagnostic(
            code: "E0212", message: "a function cannot change `\(name.text)` outside of it", at: name.span,
            label: "assigned inside a function",
            secondary: declared.map { [Label($0, "declared outside")] } ?? [],
            fixes: [Fix("return the new value and assign it where `\(name.text)` is declared")], notes: ["functions copy what they capture"]
        )
    }

    static func lateNameDeclared(_ name: Name) -> Diagnostic {
        Diagnostic(
            code: "E0206", message: "`\(name.text)` is a name that the running pipeline gives", at: name.span,
            label: "cannot be declared at top level",
            fixes: [Fix("choose another name, such as `my_\(name.text)`", replacement: Replacement(name.span, with: "my_\(name.text)"))])
    }

    static func labelIsVariable(_ clause: String, _ name: Name, declared: Span?) -> Diagnostic {
        Diagnostic(
            code: "E0207",
            message: "`\(name.text)` is a variable here, and a bare word names the \(clause) literally `\(name.text)`",
            at: name.span, label: "the word, not the value", secondary: declared.map { [Label($0, "declared here")] } ?? [],
            fixes: [Fix("write `\"${\(name.text)}\"` for its value", replacement: Replacement(name.span, with: "\"${\(name.text)}\""))],
            notes: ["for the literal word, give the variable another name"])
    }

    static func unknownLateMember(_ late: String, _ name: Name, members: [String], near: String?) -> Diagnostic {
        let known =
            members.isEmpty ? "`\(late)` is a text without members" : "`\(late)` has \(members.map { "`\($0)`" }.joined(separator: ", "))"
        return Diagnostic(
            code: "E0208", message: "`\(late)` has no `\(name.text)`", at: name.span, label: "not found",
            fixes: didYouMean(near.map { ($0, nil) }, at: name.span), notes: [known])
    }

    static func unknownExport(_ module: String, _ name: Name, near: String?) -> Diagnostic {
        Diagnostic(
            code: "E0209", message: "module `\(module)` exports no `\(name.text)`", at: name.span, label: "not found",
            fixes: didYouMean(near.map { ($0, nil) }, at: name.span))
    }

    static func privateExport(_ module: String, _ name: Name) -> Diagnostic {
        Diagnostic(
            code: "E0209", message: "`\(name.text)` is private to module `\(module)`", at: name.span, label: "begins with `_`",
            fixes: [Fix("use what the module exports, or rename it there without the `_`")])
    }

    static func noMembers(_ name: Name, of found: StaticType, at base: Span, isBuiltin: Bool) -> Diagnostic {
        Diagnostic(
            code: "E0210", message: "\(found.phrase) has no member `\(name.text)`", at: name.span, label: "not found",
            secondary: [Label(base, "this is \(found.phrase)")],
            fixes: isBuiltin ? [Fix("it is a function: write `\(name.text)(…)` or `… |> \(name.text)`")] : [])
    }

    /// Lists what there is, where nothing is near.
    private static func listed(_ members: [String], of what: String) -> [String] {
        let shown = members.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
        return members.isEmpty ? ["\(what) is empty"] : ["\(what) has \(shown)\(members.count > 12 ? ", …" : "")"]
    }

    static func unknownMember(_ name: Name, of base: StaticType, near: String?, members: [String], at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0210", message: "this \(base.title) has no `\(name.text)`", at: name.span, label: "not found",
            secondary: span == name.span ? [] : [Label(span, "this is \(base.phrase)")],
            fixes: didYouMean(near.map { ($0, nil) }, at: name.span, isQuoted: span == name.span),
            notes: near == nil ? listed(members, of: "it") : [])
    }

    static func missingKey(_ name: Name, near: String?, keys: [String], at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0505", message: "this Map has no key \"\(name.text)\"", at: name.span, label: "not found",
            secondary: [Label(span, "this is a Map")], fixes: didYouMean(near.map { ($0, nil) }, at: name.span, isQuoted: true),
            notes: near == nil ? listed(keys, of: "it") : [])
    }

    static func unknownPart(_ name: String, at span: Span, near: String?, parts: [String]) -> Diagnostic {
        Diagnostic(
            code: "E0325", message: "this Pipeline has no part `\(name)`", at: span, label: "no phase, stage or wave of this name",
            fixes: near.map { [Fix("did you mean `\($0)`?")] } ?? [], notes: near == nil ? listed(parts, of: "it") : [])
    }

    static func missingAttribute(
        _ name: Name, isInSome: Bool, near: String?, known: [String], at fleet: Span
    ) -> Diagnostic {
        Diagnostic(
            code: "E0322",
            message: isInSome
                ? "not every target of the fleet has `\(name.text)`, which is used here"
                : "no target of the fleet has `\(name.text)`, which is used here",
            at: name.span, label: "not found", secondary: [Label(fleet, "the fleet that is deployed to")],
            fixes: isInSome
                ? [Fix("give it to every target: `target(…, \(name.text): …)`")] : didYouMean(near.map { ($0, nil) }, at: name.span),
            notes: near == nil && !isInSome ? listed(known, of: "a target of it") : [])
    }

    static func duplicateKey(_ key: String, at span: Span, earlier: Span) -> Diagnostic {
        Diagnostic(
            code: "E0211", message: "the key \"\(key)\" stands twice in this map", at: span, label: "again",
            secondary: [Label(earlier, "first here")],
            fixes: [Fix("remove one of the two entries")])
    }

    static func unknownRule(_ name: Name, near: String?) -> Diagnostic {
        Diagnostic(
            code: "E0213", severity: .warning, message: "there is no safety rule `\(name.text)`", at: name.span, label: "not found",
            fixes: didYouMean(near.map { ($0, nil) }, at: name.span))
    }

    static func outside(_ word: String, _ needed: String, _ span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0221", message: "`\(word)` stands outside \(needed)", at: span,
            label: "nothing to \(word == "return" ? "return from" : word)",
            fixes: [Fix("use `\(word)` only inside \(needed)")])
    }

    static func leavesClause(_ span: Span, _ word: String = "return") -> Diagnostic {
        Diagnostic(
            code: "E0326", message: "`\(word)` cannot leave the block of a clause", at: span, label: "inside a clause",
            fixes: [Fix("put an `if` around what is to be left out")])
    }
}
