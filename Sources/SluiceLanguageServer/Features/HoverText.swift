import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceSyntax

/// What is known of the word under the cursor.
struct HoverText {
    let analysis: DocumentAnalysis
    let offset: Int

    /// Markdown, and what it is about.
    var text: (markdown: String, span: Span)? { named ?? word }

    // MARK: Names

    private var named: (markdown: String, span: Span)? {
        guard let (span, referent) = analysis.index?.referent(at: offset) else { return nil }
        switch referent {
        case .declaration(let number):
            guard let declaration = analysis.index?.declarations[number] else { return nil }
            return (described(declaration), span)
        case .export(let path, let export):
            return (Self.described(export, of: path, in: analysis.imported(path)?.parsed.file), span)
        case .late(let late):
            guard let row = SluiceSyntax.LateName.all.first(where: { $0.name == late.rawValue }) else { return nil }
            return (Self.page("\(row.name): late", [row.summary, "It has a value only while a pipeline runs."]), span)
        case .builtin(let row): return (Self.described(row), span)
        case .known: return nil
        }
    }

    private func described(_ declaration: ScriptIndex.Declaration) -> String {
        var notes = [declaration.documentation ?? ""]
        if isTopLevel(declaration), let value = analysis.evaluation?.shortText(of: declaration.name) { notes.append("= `\(value)`") }
        return Self.page(head(of: declaration), notes)
    }

    private func isTopLevel(_ declaration: ScriptIndex.Declaration) -> Bool {
        (declaration.kind == .constant || declaration.kind == .variable) && analysis.isTopLevel(declaration)
    }

    private func head(of declaration: ScriptIndex.Declaration) -> String {
        let name = declaration.name
        let type = declaration.type == .unknown ? "" : ": \(declaration.type.detail)"
        switch declaration.kind {
        case .constant: return "let \(name)\(type)"
        case .variable: return "var \(name)\(type)"
        case .function: return "fn " + (declaration.function?.signature(in: analysis.file) ?? name)
        case .parameter: return "\(name)\(type)  # a parameter"
        case .loopVariable: return "\(name)\(type)  # the variable of a loop"
        case .alarm, .deployer, .pipeline: return "\(declaration.kind.rawValue) \(name)"
        case .pipelineParameter: return "param \(name)"
        case .part: return "\(name)  # a part of its pipeline"
        case .module: return "import \"\(declaration.path ?? name)\""
        }
    }

    static func described(_ export: ModuleInterface.Export, of module: String, in file: SourceFile?) -> String {
        let head = export.function.map { "fn " + $0.signature(in: file) } ?? export.name
        return page(head, [export.documentation ?? "", "From `\(module)`."])
    }

    static func described(_ row: BuiltinRow) -> String {
        let result = row.result == .unknown ? "" : " -> \(row.result.title)"
        return page(row.signature + result, [row.summary], example: row.example)
    }

    // MARK: Words of the language

    private var word: (markdown: String, span: Span)? {
        var found: (markdown: String, span: Span)?
        TreeWalk.walk(analysis.parsed.tree) { node in
            switch node {
            case .clause(let clause, let place): if let hover = hover(clause, place) { found = hover }
            case .expression(let expression): if let hover = hover(expression) { found = hover }
            case .annotation, .statement, .function: break
            }
        }
        return found
    }

    private func hover(_ clause: ClauseStatement, _ place: Place) -> (String, Span)? {
        guard let row = ClauseTable.row(clause.word.text, in: place) ?? ClauseTable.rows(named: clause.word.text).first else { return nil }
        if clause.word.span.touches(offset) { return (Self.described(row), clause.word.span) }
        for modifier in clause.modifiers where modifier.word.span.touches(offset) {
            guard let described = row.modifier(modifier.word.text) else { continue }
            return (Self.described(described, of: row), modifier.word.span)
        }
        for argument in clause.arguments {
            guard case .word(let name) = argument.value, name.span.touches(offset), let page = DiagnosticCodes.page(name.text) else {
                continue
            }
            return (Self.page(name.text, ["**\(page.title)**", page.text]), name.span)
        }
        return nil
    }

    static func described(_ row: ClauseRow) -> String {
        let places = row.places.filter { $0 != .function }.map(\.title).joined(separator: ", ")
        let modifiers = row.modifiers.map { modifier in
            let extra = modifier.isRequired ? " Required." : modifier.defaultText.map { " Default: `\($0)`." } ?? ""
            return "- `\(modifier.signature)`: \(modifier.summary)\(extra)"
        }
        return page(
            row.signature, [row.summary, row.details, modifiers.joined(separator: "\n"), "Stands in \(places)."], example: row.example)
    }

    static func described(_ modifier: ModifierRow, of row: ClauseRow) -> String {
        let extra = modifier.isRequired ? "Required." : modifier.defaultText.map { "Default: `\($0)`." } ?? ""
        return page(modifier.signature, [modifier.summary, extra, "A modifier of `\(row.word)`."])
    }

    private func hover(_ expression: Expression) -> (String, Span)? {
        switch expression.kind {
        case .literal(let literal):
            guard expression.span.touches(offset), let text = LiteralMeaning.text(literal) else { return nil }
            return (Self.page(analysis.file.text(of: expression.span), [text]), expression.span)
        case .member(let base, let name):
            guard name.span.touches(offset) else { return nil }
            let members: [Member]
            if case .name(let late) = base.kind, analysis.isLate(base) {
                members = MemberTable.members(ofLateName: late)
            } else {
                members = MemberTable.members(of: analysis.type(of: base))
            }
            guard let member = members.first(where: { $0.name == name.text }) else { return nil }
            let type = member.type == .unknown ? "" : ": \(member.type.detail)"
            return (Self.page("\(analysis.file.text(of: base.span)).\(name.text)\(type)", [member.summary]), name.span)
        case .string, .name, .list, .map, .comprehension, .unary, .binary, .call, .index, .lambda, .conditional, .clause, .invalid:
            return nil
        }
    }

    // MARK: Markdown

    static func page(_ head: String, _ paragraphs: [String], example: String? = nil) -> String {
        let code = { (text: String) in "```sluice\n\(text)\n```" }
        let parts = [code(head)] + paragraphs.filter { !$0.isEmpty } + (example.map { [code($0)] } ?? [])
        return parts.joined(separator: "\n\n")
    }
}

/// What a literal with a unit comes to.
enum LiteralMeaning {
    /// Nil for literals that say it themselves.
    static func text(_ literal: Literal) -> String? {
        switch literal {
        case .duration(let nanoseconds): "A Duration: \(seconds(nanoseconds)) seconds. Units are `ms s m h d w`; `m` is minutes."
        case .size(let bytes): "A Size: \(bytes) bytes. `KB MB GB TB` count in thousands, `KiB MiB GiB TiB` in 1024s."
        case .percent(let percent):
            "A Percent: the ratio \(ratio(percent)). It is a share, not a number: `rolling 25%` is a quarter, `rolling 25` a count."
        case .timeOfDay(let minutes): "A TimeOfDay: \(minutes) minutes after midnight, in the zone of its clause, or UTC."
        case .date(let date): "A Date: day \(date.day) of month \(date.month) of \(date.year)."
        case .weekday(let day): "A Weekday: \(day). Ranges wrap: `fri..mon`."
        case .none, .bool, .int, .float: nil
        }
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return rest == 0 ? "\(whole)" : decimal("\(nanoseconds.magnitude)", decimals: 9)
    }

    /// `5%` is 0.05: two more decimals than the literal has.
    private static func ratio(_ percent: PercentLiteral) -> String { decimal("\(percent.digits)", decimals: percent.decimals + 2) }

    private static func decimal(_ digits: String, decimals: Int) -> String {
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        var fraction = padded.suffix(decimals)
        while fraction.last == "0" { fraction.removeLast() }
        let whole = padded.dropLast(decimals)
        return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
    }
}
