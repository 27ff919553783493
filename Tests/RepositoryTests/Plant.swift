import Testing

/// A made-up repository that breaks one rule, and the places where that must be found; no places where it must stay silent.
struct Plant: Sendable, CustomTestStringConvertible {
    var rule: String
    var name: String
    var files: [SourceFile] = []
    var topLevel: [String] = []
    var places: [String]

    var testDescription: String {
        "\(rule): \(name)"
    }

    init(_ rule: HouseRule, _ name: String, _ path: String, _ text: String, at lines: Int...) {
        self.rule = rule.name
        self.name = name
        files = [SourceFile(path: path, text: text)]
        places = lines.map { "\(path):\($0)" }
    }

    init(_ rule: HouseRule, _ name: String, files: [SourceFile] = [], topLevel: [String] = [], places: [String]) {
        self.rule = rule.name
        self.name = name
        self.files = files
        self.topLevel = topLevel
        self.places = places
    }

    static let all = imports + sizes + purity + names + habits

    private static let engine = "Sources/SluiceEngine/Sample.swift"
    private static let runtime = "Sources/SluiceRuntime/Sample.swift"
    private static let test = "Tests/SluiceEngineTests/Sample.swift"

    private static let imports = [
        Plant(.imports, "Foundation in ring 1", engine, "import SluiceModel\nimport Foundation\n", at: 2),
        Plant(.imports, "an attribute before it", engine, "@preconcurrency public import Dispatch\n", at: 1),
        Plant(.imports, "one declaration of a module", engine, "import struct Foundation.Date\n", at: 1),
        Plant(.imports, "an arrow that points out", engine, "internal import SluiceRuntime\n", at: 1),
        Plant(.imports, "a library at the wrong edge", runtime, "import GRDB\n", at: 1),
        Plant(.imports, "what the table allows", runtime, "public import SluiceEngine\nimport Foundation\n"),
        Plant(.imports, "a comment", engine, "// import Foundation\n/* import GRDB */ let text = \"import Foundation\"\n"),
        Plant(.imports, "a test may import what it needs", test, "import Foundation\n"),
        Plant(.knownTargets, "a folder that nobody has listed", "Sources/SluiceExtra/Extra.swift", "let x = 1\n", at: 1),
        Plant(.knownTargets, "a listed one", engine, "let x = 1\n"),
        Plant(.firstFile, "no first file", engine, "let x = 1\n", at: 1),
        Plant(.firstFile, "a first file without a comment", "Sources/SluiceEngine/SluiceEngine.swift", "let x = 1\n", at: 1),
        Plant(.firstFile, "a first file as it should be", "Sources/SluiceEngine/SluiceEngine.swift", "// SluiceEngine: decides.\n"),
    ]

    private static func function(_ head: String, lines: Int) -> String {
        head + " {\n" + String(repeating: "    work(\"}\")\n", count: lines - 2) + "}\n"
    }

    private static let sizes = [
        Plant(.fileLength, "a line too many", engine, String(repeating: "\n", count: 601), at: 601),
        Plant(.fileLength, "just as many as may be", engine, String(repeating: "\n", count: 600)),
        Plant(.functionLength, "a line too many", engine, function("func long()", lines: 71), at: 1),
        Plant(.functionLength, "just as many as may be", engine, function("func long()", lines: 70)),
        Plant(.functionLength, "an initializer", engine, "struct A {\n" + function("init(x: Int)", lines: 80) + "}\n", at: 2),
        Plant(.functionLength, "a head over several lines", engine, function("func f<T>(\n    x: T\n) -> T\nwhere T: P", lines: 69), at: 1),
        Plant(
            .functionLength, "requirements without a body", engine,
            "protocol P {\n    func a() -> Int\n    func b()\n    associatedtype C\n}\n" + String(repeating: "let x = { 1 }\n", count: 90)),
        Plant(
            .functionLength, "braces in strings", engine,
            "func f() {\n    let a = \"{{{\\(g(\"}\"))\"\n    let b = #\"\"{\"#\n}\n" + function("func g()", lines: 60)),
    ]

    private static let purity = [
        Plant(.pureCalls, "a clock", engine, "let now = Date()\nlet clock = ContinuousClock()\n", at: 1, 2),
        Plant(.pureCalls, "chance", engine, "let n = Int.random(in: 0..<3)\nlet m = xs.shuffled()\n", at: 1, 2),
        Plant(.pureCalls, "output", engine, "func f() {\n    print(\"hello\")\n}\n", at: 2),
        Plant(.pureCalls, "concurrency", engine, "func f() async {}\nlet t = Task { 1 }\n", at: 1, 2),
        Plant(.pureCalls, "the surroundings", engine, "let home = ProcessInfo.processInfo.environment\n", at: 1),
        Plant(.pureCalls, "hash values", engine, "let h = name.hashValue\n", at: 1),
        Plant(
            .pureCalls, "the words in a comment, a string and as a name", engine,
            "// Date()\nlet s = \"print(\"\nlet c = writer.print(x)\nenum E { case print(Int) }\n"
        ),
        Plant(.pureCalls, "the edges may", runtime, "let now = Date()\nawait f()\n"),
        Plant(.stableOrder, "a loop over a set", engine, "var seen: Set<Int> = []\nfor x in seen { f(x) }\n", at: 2),
        Plant(
            .stableOrder, "a loop over a dictionary's values", engine,
            "let m: [String: Int] = [:]\nfor v in m.values where v > 1 { f(v) }\n", at: 2),
        Plant(.stableOrder, "a map over a set", engine, "let s = Set(xs)\nlet ys = s.map { $0 + 1 }\n", at: 2),
        Plant(.stableOrder, "a parameter", engine, "func f(m: [String: Int], n: Int) {\n    for (k, v) in m { g(k, v) }\n}\n", at: 2),
        Plant(.stableOrder, "a sorted walk", engine, "let s = Set(xs)\nfor x in s.sorted() { f(x) }\nlet y = s.contains(1)\n"),
        Plant(
            .stableOrder, "an array of that name further down", engine,
            "let s = Set(xs)\nlet t = 1\nlet s: [Int] = []\nfor x in s { f(x) }\n"),
        Plant(.stableOrder, "an ordered dictionary", engine, "let m: OrderedDictionary<String, Int> = [:]\nfor (k, v) in m { f(k, v) }\n"),
        Plant(
            .stableOrder, "what only looks like a dictionary", engine,
            "var open: [(closing: Int, line: Int)] = []\nfor x in open { f(x) }\nlet m: OrderedDictionary<A, B> = [a: b]\nfor (k, v) in m { f(k, v) }\n"
        ),
        Plant(.stableOrder, "lists by key", engine, "let m: [String: [Int]] = [:]\nfor (k, v) in m { f(k, v) }\n", at: 2),
        Plant(.noDefault, "a state machine that guesses", engine, "switch state {\ncase .idle: f()\ndefault: g()\n}\n", at: 3),
        Plant(.noDefault, "a pair of states", engine, "switch (a, b) {\ncase (.idle, .start): f()\ndefault: g()\n}\n", at: 3),
        Plant(
            .noDefault, "a comparison of two values", "Sources/SluiceInterpreter/Sample.swift",
            "switch (a, b) {\ncase (.int, .int): f()\ndefault: g()\n}\n"),
        Plant(.noDefault, "a switch over numbers", engine, "switch n {\ncase 1: f()\ndefault: g()\n}\n"),
        Plant(
            .noDefault, "a switch inside another one", engine,
            "switch s {\ncase .a:\n    switch n {\n    case 1: f()\n    default: g()\n    }\ncase .b: h()\n}\n"),
        Plant(.noDefault, "the edges may", runtime, "switch state {\ncase .idle: f()\ndefault: g()\n}\n"),
    ]

    private static let names = [
        Plant(.words, "a word that says nothing", engine, "struct StateManager {}\nenum HTTPUtils {}\n", at: 1, 2),
        Plant(.words, "a word that means something else", engine, "actor JobQueue {}\n", at: 1),
        Plant(.words, "a part of a longer word", engine, "struct Jobber {}\nstruct Servicing {}\nlet manager = 1\n"),
        Plant(.paths, "a drawer for everything", "Sources/SluiceEngine/Helpers.swift", "\n", at: 1),
        Plant(.paths, "a folder for everything", "Sources/SluiceEngine/Common/Sample.swift", "\n", at: 1),
        Plant(.paths, "a file for everything", "Sources/SluiceEngine/StringUtils.swift", "\n", at: 1),
        Plant(.topLevel, "a stranger, and everything else missing but one", topLevel: expectedTop + ["notes.txt"], places: ["notes.txt:1"]),
        Plant(.topLevel, "something missing", topLevel: expectedTop.filter { $0 != "LICENSE" }, places: ["LICENSE:1"]),
        Plant(.topLevel, "what a build leaves", topLevel: expectedTop + [".build", ".build-linux", "Package.resolved"], places: []),
    ]

    private static let expectedTop = [
        ".ci", ".editorconfig", ".git", ".gitignore", ".swift-format", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
        "Package.swift", "README.md", "Sources", "Tests", "scripts", "stdlib",
    ]

    private static let library = "public static let moduleNames = [\"waves\"]\ncase \"waves\": PackageResources.waves_pipe\n"

    private static let habits = [
        Plant(.unfinished, "a note to oneself", engine, "let x = 1\n// TO" + "DO later\n", at: 2),
        Plant(.unfinished, "in a script too", "scripts/test", "# FIX" + "ME\n", at: 1),
        Plant(.unfinished, "none", engine, "let todo = 1\n"),
        Plant(
            .sleeps, "every way to sleep", test, "try await Task.sleep(for: .seconds(1))\nusleep(5)\nclock.sleep(until: x)\n", at: 1, 2, 3),
        Plant(.sleeps, "a command that sleeps", test, "let command = \"sleep 1\"\n"),
        Plant(.forcedTry, "a try that traps", runtime, "let x = try! f()\nlet y = z as! Int\n", at: 1, 2),
        Plant(.forcedTry, "a negation", runtime, "let x = try !f()\n"),
        Plant(
            .standardLibrary, "a module that is not embedded",
            files: [
                SourceFile(path: "stdlib/StandardLibrary.swift", text: library), SourceFile(path: "stdlib/waves.pipe", text: "\n"),
                SourceFile(path: "stdlib/more.pipe", text: "\n"), SourceFile(path: "Package.swift", text: ".embedInCode(\"waves.pipe\")"),
            ], places: ["stdlib/more.pipe:1", "stdlib/more.pipe:1"]),
        Plant(
            .standardLibrary, "all there",
            files: [SourceFile(path: "stdlib/StandardLibrary.swift", text: library), SourceFile(path: "stdlib/waves.pipe", text: "\n")],
            places: []),
    ]
}
