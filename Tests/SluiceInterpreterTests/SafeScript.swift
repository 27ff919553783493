import OrderedCollections
import SluiceChecker
import SluiceFuzzing
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

/// A script with which no safety rule finds fault, in parts that an example of a page replaces.
///
/// An example is cut at its top level: `wave two { … }` takes the place of that wave, `window …` that of the phase's window, and a
/// comment `# no \`watch\`` takes a part out. What has no part to replace is added where it may stand.
struct SafeScript {
    private enum Place: Int { case script, pipeline, phase }
    private struct Part {
        var key: String
        var place: Place
        var text: String
    }

    private var parts: [Part]

    init() {
        parts = []
        for part in Self.safe { parts.append(Part(key: Self.key(of: part.text), place: part.place, text: part.text)) }
    }

    /// The safe script with the parts of an example in place.
    static func with(_ example: String) -> String {
        var script = SafeScript()
        for piece in pieces(of: example) { script.put(piece) }
        return script.text
    }

    var text: String {
        if let phase = parts.first(where: { $0.key == "phase production" }) {
            return texts(in: .script) + "pipeline shop {\n" + texts(in: .pipeline, but: phase.key) + phase.text + "\n}\n"
        }
        return texts(in: .script) + "pipeline shop {\n" + texts(in: .pipeline) + "phase production {\n" + texts(in: .phase) + "}\n}\n"
    }

    private func texts(in place: Place, but key: String = "") -> String {
        parts.filter { $0.place == place && $0.key != key }.map { $0.text + "\n" }.joined()
    }

    private mutating func put(_ piece: String) {
        if piece.hasPrefix("#") {
            let name = piece.split(separator: "`").dropFirst().first.map(String.init) ?? ""
            return parts.removeAll { $0.key == name }
        }
        let key = Self.key(of: piece)
        if key == "phase production", piece.contains("# no `") {
            // The phase as it is, without that part.
            for line in piece.split(separator: "\n") where line.contains("# no `") {
                put(line.trimmingPrefix(while: \.isWhitespace).description)
            }
            return
        }
        if let index = parts.firstIndex(where: { $0.key == key && key != "allow" }) {
            parts[index].text = piece
            return
        }
        let place: Place =
            switch key.split(separator: " ").first.map(String.init) ?? "" {
            case "let", "fn", "alarm", "deployer": .script
            case "owner", "mode", "source", "safety", "stage", "param", "phase": .pipeline
            default: .phase
            }
        parts.append(Part(key: key, place: place, text: piece))
    }

    /// `wave two`, `alarm errors`, `window`.
    private static func key(of piece: String) -> String {
        let words = piece.split(whereSeparator: { " \n{=".contains($0) }).map(String.init)
        guard let first = words.first else { return "" }
        let named = ["let", "fn", "alarm", "deployer", "stage", "wave", "phase", "on"]
        return named.contains(first) && words.count > 1 ? "\(first) \(words[1])" : first
    }

    /// Cuts at line ends outside of brackets.
    private static func pieces(of example: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var depth = 0
        for line in example.split(separator: "\n", omittingEmptySubsequences: false) {
            piece += piece.isEmpty ? String(line) : "\n\(line)"
            depth += line.count { "{[(".contains($0) } - line.count { "}])".contains($0) }
            guard depth <= 0 else { continue }
            if piece.contains(where: { !$0.isWhitespace }) { pieces.append(piece) }
            piece = ""
        }
        return pieces
    }

    private static let safe: [(place: Place, text: String)] = [
        (.script, "let beta = fleet([target(\"beta-1\", region: \"lab\")])"),
        (.script, "let box = fleet([target(\"eu-1\", region: \"eu\", zone: \"1\")])"),
        (.script, "let eu = [target(\"eu-${n}\", region: \"eu\", zone: \"${n}\") for n in 2..4]"),
        (.script, "let us = [target(\"us-${n}\", region: \"us\", zone: \"${n % 3}\") for n in 1..9]"),
        (.script, "let requests = prometheus(\"http://prometheus:9090\", \"sum(increase(requests_total{region='${region}'}[1m]))\")"),
        (
            .script,
            "alarm errors = prometheus(\"http://prometheus:9090\", \"error_ratio{region='${region}'}\") > 1% for 3 of 5 every 10s "
                + "missing breaching"
        ),
        (.script, "alarm health = http(\"http://${target.name}/health\") != 200 for 3 of 5 every 10s missing breaching"),
        (
            .script,
            "deployer host {\n    install \"./deploy ${target.name} ${revision}\"\n"
                + "    verify http(\"http://${target.name}/health\") == 200 within 30s\n    timeout 5m\n}"
        ),
        (.pipeline, "owner \"team-shop\""),
        (.pipeline, "stage build { run \"make\" timeout 10m; artifact \"dist/shop.tar.gz\" }"),
        (.pipeline, "stage beta { deploy beta with host; run \"./test\" timeout 10m }"),
        (.phase, "window mon..thu 09:00..16:00 in \"Europe/Berlin\""),
        (.phase, "block when errors, health"),
        (.phase, "watch errors, health"),
        (.phase, "wave one { deploy box with host; bake 1h until requests >= 100 at_most 6h }"),
        (.phase, "wave two { deploy eu with host; bake 12h until requests >= 100 at_most 24h }"),
        (.phase, "wave three { deploy us with host; bake 2h until requests >= 100 at_most 6h }"),
    ]
}

/// What the rules say about a script, with the script's own places.
struct JudgedScript {
    var reports: [SafetyReport] = []
    var files: SourceFiles
    var diagnostics: [Diagnostic] = []

    /// Evaluates as `sluice check` does: nothing is carried out.
    init(_ text: String, modules: OrderedDictionary<String, String> = [:]) {
        let checked = Checker.check(parsed(text))
        let inputs = FixedInputs(modules: modules, zones: ["Europe/Berlin": Self.berlin])
        var evaluation = ScriptEvaluation(script: checked.script, folder: "/srv/app", inputs: inputs, judgesOnly: true)
        var step = evaluation.run()
        while case .request(let request, _) = step {
            if case .print = request { step = evaluation.resume(with: .none) } else { step = evaluation.resume(with: .notRun) }
        }
        diagnostics = checked.diagnostics.filter { $0.severity == .error }
        if case .failed(let failures) = step { diagnostics += failures }
        files = evaluation.files
        reports = SafetyRules.check(evaluation.definitions, origins: evaluation.scriptOrigins)
    }

    var findings: [SafetyFinding] { reports.flatMap(\.findings) }

    /// The codes of errors and warnings, each once; those of notes too when they are asked for.
    func codes(notes: Bool = false) -> [String] {
        var codes: [String] = []
        for finding in findings where (notes || finding.severity != .note) && !codes.contains(finding.code) { codes.append(finding.code) }
        return codes.sorted()
    }

    /// The text under a finding.
    func text(under finding: SafetyFinding?) -> String? {
        guard let span = finding?.clause?.span, let file = files[span.file] else { return nil }
        return file.text(of: span)
    }

    static let berlin = TimeZoneRules(
        name: "Europe/Berlin", initialOffset: 3600,
        transitions: [
            .init(from: Instant(seconds: 1_774_746_000), offset: 7200), .init(from: Instant(seconds: 1_792_890_000), offset: 3600),
        ])
}
