import Foundation
import SluiceSyntax
import Testing

@testable import SluiceLanguageServer

@Suite struct GrammarTests {
    private static let editors: URL = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder.appendingPathComponent("scripts/editors")
    }()

    @Test(
        "the grammars in scripts/editors are those that the tables give; if not, run `sluice grammar textmate` and `sluice grammar vim` into them"
    )
    func committed() throws {
        let textMate = try String(contentsOf: Self.editors.appendingPathComponent("sluice.tmLanguage.json"), encoding: .utf8)
        let vim = try String(contentsOf: Self.editors.appendingPathComponent("vim/syntax/sluice.vim"), encoding: .utf8)
        #expect(textMate == TextMateGrammar.text)
        #expect(vim == VimSyntax.text)
    }

    private static let reading = Result { try TextMateReading(TextMateGrammar.grammar) }

    @Test("every word of the tables is in both grammars") func words() {
        let all =
            ClauseTable.words + ClauseTable.modifierWordList + Keyword.allCases.map(\.rawValue) + WeekdayLiteral.allCases.map(\.rawValue)
        func found(in text: String) -> Set<Substring> { Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_") }) }
        // A regular expression may have the letter of an escape right before a word.
        let (textMate, vim) = (
            TextMateGrammar.text.replacing("\\\\b", with: " "), VimSyntax.text.replacing("\\<", with: " ").replacing("\\>", with: " ")
        )
        let words = (textMate: found(in: textMate), vim: found(in: vim.replacing("\\%", with: " ").replacing("\\|", with: " ")))
        for word in all {
            #expect(words.textMate.contains(Substring(word)), "\(word)")
            #expect(words.vim.contains(Substring(word)), "\(word)")
        }
    }

    @Test(
        "each piece of text has the scope that is meant for it",
        arguments: [
            ("## Doc", "## Doc", "comment.line.documentation"), ("let a = 1 # c", "# c", "comment.line.number-sign"),
            ("let a = 1", "let", "storage.type"), ("let a = 1", "a", "variable.other.declaration"),
            ("let a = 1", "1", "constant.numeric.sluice"),
            ("let a = 5m", "5m", "constant.numeric.duration"), ("let a = 1h30m", "1h30m", "constant.numeric.duration"),
            ("let a = 64KiB", "64KiB", "constant.numeric.size"), ("let a = 0.1%", "0.1%", "constant.numeric.percent"),
            ("let a = 7 % 3", "%", "keyword.operator"), ("freeze 2026-12-20 because \"x\"", "2026-12-20", "constant.other.date"),
            ("window mon..thu 09:00..16:00", "09:00", "constant.other.time"), ("window mon..thu", "thu", "constant.other.weekday"),
            ("print \"a ${b.c} d\"", "a ", "string.quoted.double"), ("print \"a ${b.c} d\"", "c", "variable.other.member"),
            ("print \"a ${b.c} d\"", " d", "string.quoted.double"), ("print \"a ${[\"k\": 1][\"k\"]} d\"", " d", "string.quoted.double"),
            ("print \"x\\n\"", "\\n", "constant.character.escape"), ("print 'r${x}'", "'r${x}'", "string.quoted.single"),
            ("print \"\"\"\na\n\"\"\", end", "a", "string.quoted.triple"),
            ("print \"\"\"\na\n\"\"\", 5m", "5m", "constant.numeric.duration"),
            ("    wave one { bake 1h }", "wave", "keyword.other.clause"), ("    wave one { bake 1h }", "one", "entity.name.section"),
            ("    wave one { bake 1h }", "bake", "keyword.other.clause"), ("timeout = 5m", "timeout", ""),
            ("    timeout 5m", "timeout", "keyword.other.clause"),
            ("let e = start checkout at \"v2\"", "start", "keyword.other.clause"),
            ("let e = start checkout at \"v2\"", "at", "storage.modifier"),
            ("deploy a with b rolling 3", "with", "storage.modifier"), ("x.with", "with", "variable.other.member"),
            ("alarm a = b > 1 missing breaching", "breaching", "constant.other.word"), ("for x in xs { }", "for", "keyword.control"),
            ("print a and not b", "and", "keyword.operator.word"), ("print none", "none", "constant.language"),
            ("fn half(n: Int) -> Int {", "half", "entity.name.function"), ("fn half(n: Int) -> Int {", "Int", "support.type"),
            ("fn half(n: Int) -> Int {", "n", "variable.parameter.label"), ("print len(xs)", "len", "support.function.builtin"),
            ("print xs |> sum", "sum", "support.function.builtin"), ("print mine(xs)", "mine", "entity.name.function.call"),
            ("print waves.growing(xs)", "growing", "entity.name.function.call"),
            ("run \"x ${revision}\"", "revision", "variable.language.late"),
            ("import \"std/waves\" as w", "import", "keyword.control.import"),
            ("import \"std/waves\" as w", " as", "keyword.control.import"),
        ])
    func scopes(_ text: String, _ piece: String, _ scope: String) throws {
        let tokens = try Self.reading.get().tokens(of: text)
        let found = tokens.filter { $0.text == piece }.map(\.scope)
        if scope.isEmpty {
            #expect(found.allSatisfy { $0.isEmpty }, "\(tokens)")
        } else {
            #expect(found.contains { $0.hasPrefix(scope) }, "\(tokens)")
        }
    }

    @Test("every script of the repository is read to its end with all strings and blocks closed") func scripts() throws {
        let root = Self.editors.deletingLastPathComponent().deletingLastPathComponent()
        var count = 0
        for folder in ["scripts/examples", "stdlib"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
            for name in names.sorted() where name.hasSuffix(".pipe") {
                let text = try String(contentsOf: root.appendingPathComponent("\(folder)/\(name)"), encoding: .utf8)
                #expect(try Self.reading.get().depth(behind: text) == 0, "\(name)")
                count += 1
            }
        }
        #expect(count >= 3)
    }
}

/// Reads text by a TextMate grammar as editors do: at each place the earliest match, of several at one place the first rule.
struct TextMateReading {
    let grammar: TextMateGrammar.Grammar
    private let expressions: [String: NSRegularExpression]

    init(_ grammar: TextMateGrammar.Grammar) throws {
        self.grammar = grammar
        func patterns(_ rule: TextMateGrammar.Rule) -> [String] {
            [rule.match, rule.begin, rule.end].compactMap { $0 } + (rule.patterns ?? []).flatMap(patterns)
        }
        let all = (grammar.patterns + Array(grammar.repository.values)).flatMap(patterns)
        expressions = try Dictionary(all.map { ($0, try NSRegularExpression(pattern: $0)) }, uniquingKeysWith: { first, _ in first })
    }

    struct Token: Equatable {
        var text: String
        /// Empty for text without a scope.
        var scope: String
    }

    private func rules(_ patterns: [TextMateGrammar.Rule]) -> [TextMateGrammar.Rule] {
        patterns.flatMap { rule -> [TextMateGrammar.Rule] in
            switch rule.include {
            case "$self"?: return rules(grammar.patterns)
            case let name?:
                guard let target = grammar.repository[String(name.dropFirst())] else { return [] }
                return target.begin == nil && target.match == nil ? rules(target.patterns ?? []) : [target]
            case nil: return [rule]
            }
        }
    }

    func tokens(of text: String) throws -> [Token] { try read(text).tokens }
    func depth(behind text: String) throws -> Int { try read(text).depth }

    private func read(_ text: String) throws -> (tokens: [Token], depth: Int) {
        var tokens: [Token] = []
        var open: [TextMateGrammar.Rule] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let whole = String(line) as NSString
            var place = 0
            func add(_ range: NSRange, _ scope: String) {
                if range.length > 0 { tokens.append(Token(text: whole.substring(with: range), scope: scope)) }
            }
            var turns = 0
            while turns < 10_000 {
                turns += 1
                let own = open.last
                var best: (match: NSTextCheckingResult, rule: TextMateGrammar.Rule?)?
                func look(_ pattern: String, _ rule: TextMateGrammar.Rule?) throws {
                    let expression = try #require(expressions[pattern])
                    let range = NSRange(location: place, length: whole.length - place)
                    guard
                        let match = expression.firstMatch(
                            in: whole as String, options: [.withTransparentBounds, .withoutAnchoringBounds], range: range),
                        match.range.length > 0 || rule == nil, best.map({ match.range.location < $0.match.range.location }) ?? true
                    else { return }
                    best = (match, rule)
                }
                if let end = own?.end { try look(end, nil) }
                for rule in rules(own?.patterns ?? (own == nil ? grammar.patterns : [])) { try look(rule.match ?? rule.begin ?? "", rule) }
                guard let (match, rule) = best else { break }
                add(NSRange(location: place, length: match.range.location - place), own?.name ?? "")
                if let rule {
                    addCaptures(match, rule, add)
                    if rule.begin != nil { open.append(rule) }
                } else {
                    add(match.range, open.removeLast().name ?? "")
                }
                place = match.range.location + match.range.length
            }
            add(NSRange(location: place, length: whole.length - place), open.last?.name ?? "")
        }
        return (tokens, open.count)
    }

    private func addCaptures(_ match: NSTextCheckingResult, _ rule: TextMateGrammar.Rule, _ add: (NSRange, String) -> Void) {
        guard let captures = rule.captures else { return add(match.range, rule.name ?? "") }
        for (number, capture) in captures.sorted(by: { $0.key < $1.key }) {
            guard let index = Int(number), index < match.numberOfRanges, match.range(at: index).location != NSNotFound else { continue }
            add(match.range(at: index), capture.name)
        }
    }
}
