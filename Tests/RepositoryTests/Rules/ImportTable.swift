/// The import table of ARCHITECTURE.md: an arrow points further in, or sideways where it says so.
///
/// A new edge is a design change: it is made here, with its reason, and there.
enum ImportTable {
    /// Targets that must be pure: no Foundation, no clock, no files, no concurrency, no chance.
    static let ringOne = [
        "SluiceSyntax", "SluiceModel", "SluiceChecker", "SluiceInterpreter", "SluiceEngine", "SluiceSimulator", "StandardLibrary",
    ]

    /// What the platform offers to rings 2 and 3.
    static let platform = ["Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization"]

    /// What each target may import besides the platform.
    static let allowed: [String: [String]] = [
        "SluiceSyntax": [],
        "SluiceModel": ["OrderedCollections"],
        "SluiceChecker": ["SluiceSyntax", "SluiceModel", "OrderedCollections"],
        "SluiceInterpreter": ["SluiceChecker", "SluiceSyntax", "SluiceModel", "OrderedCollections"],
        "SluiceEngine": ["SluiceModel", "OrderedCollections"],
        "SluiceSimulator": ["SluiceEngine", "SluiceModel", "OrderedCollections"],
        "StandardLibrary": [],

        "SluiceStore": ["SluiceModel"],
        "SluiceStoreSQLite": ["SluiceStore", "SluiceModel", "GRDB", "GRDBSQLite"],
        "SluiceProvider": ["SluiceModel"],
        // libcurl and the supervisor's record format are C.
        "SluiceProviders": ["SluiceProvider", "SluiceModel", "CCurl", "CProcess", "Logging"],
        "CCurl": [],
        "CProcess": [],
        "SluiceRuntime": [
            "SluiceEngine", "SluiceInterpreter", "SluiceChecker", "SluiceSyntax", "SluiceModel", "SluiceStore", "SluiceProvider",
            "OrderedCollections", "Logging",
        ],

        // What goes wrong with a journal is part of what a holder answers.
        "SluiceControl": ["SluiceRuntime", "SluiceEngine", "SluiceStore", "SluiceModel", "FlyingSocks"],

        // Turns diagnostics, values and states to text, so it knows all three.
        "SluiceReport": ["SluiceSyntax", "SluiceModel", "SluiceEngine", "OrderedCollections"],
        "CEditline": [],
        "SluiceLineEditor": ["CEditline"],
        "SluiceShell": [
            "SluiceLineEditor", "SluiceReport", "SluiceRuntime", "SluiceEngine", "SluiceInterpreter", "SluiceChecker", "SluiceSyntax",
            "SluiceModel", "OrderedCollections",
        ],
        // Looks at scripts as the shell does, and evaluates them; carries out nothing, so it knows no runtime.
        "SluiceLanguageServer": ["SluiceInterpreter", "SluiceChecker", "SluiceSyntax", "SluiceModel", "OrderedCollections"],
        // The composition root: the only place that names concrete stores and providers. Scripts may read YAML, which only it knows.
        "SluiceCLI": [
            "SluiceShell", "SluiceLanguageServer", "SluiceReport", "SluiceControl", "SluiceRuntime", "SluiceProviders", "SluiceProvider",
            "SluiceStoreSQLite", "SluiceStore", "SluiceEngine", "SluiceInterpreter", "SluiceChecker", "SluiceSyntax", "SluiceModel",
            "SluiceSimulator", "StandardLibrary", "CProcess",
            "ArgumentParser", "Logging", "OrderedCollections", "Yams",
        ],
        "sluice": ["SluiceCLI"],
        "sluice-supervisor": [],
        "SluiceTestKit": [
            "SluiceEngine", "SluiceModel", "SluiceStore", "SluiceProvider", "OrderedCollections", "Testing",
        ],
        // Draws inputs for everything that reads what comes from outside, and evaluates scripts as a runtime would.
        "SluiceFuzzing": ["SluiceInterpreter", "SluiceChecker", "SluiceSyntax", "SluiceModel", "OrderedCollections"],
        "fuzz-runner": ["SluiceFuzzing"],
        // The program that the examples deploy to; it knows nothing of Sluice.
        "fleet-service": ["FlyingFox", "FlyingSocks"],
        // Measures the journal beside the library that it is built on.
        "journal-rate": ["SluiceModel", "SluiceStore", "SluiceStoreSQLite", "GRDB"],
        // Measures the language beside others, without runtime and store.
        "language-rate": ["SluiceModel", "SluiceSyntax", "SluiceChecker", "SluiceInterpreter", "StandardLibrary", "CProcess"],
    ]

    static func permits(_ module: String, in target: String) -> Bool {
        guard let modules = allowed[target] else { return true }
        return modules.contains(module) || module == "Swift" || (!ringOne.contains(target) && platform.contains(module))
    }
}

extension HouseRule {
    private static let importLine = Pattern(
        #"^[ \t]*(?:@\w+(?:\([^)]*\))?[ \t]+)*(?:(?:public|package|internal|fileprivate|private)[ \t]+)?import[ \t]+"#
            + #"(?:(?:struct|class|enum|protocol|typealias|func|let|var)[ \t]+)?(\w+)"#)

    static let imports = HouseRule("a target imports only what the table allows") { checkout in
        checkout.swiftFiles.filter { !$0.isTest }.flatMap { file -> [Finding] in
            guard let target = file.target else { return [] }
            return file.matches(of: importLine).compactMap { match in
                let module = match.groups[1]
                guard !ImportTable.permits(module, in: target) else { return nil }
                let remedy =
                    ImportTable.ringOne.contains(target)
                    ? "ring 1 is pure: take what you need as a value, and let the runtime fetch it"
                    : "it may import \((ImportTable.allowed[target] ?? []).joined(separator: ", ")); pass a value or a closure instead"
                return Finding(path: file.path, line: match.line, message: "\(target) must not import \(module): \(remedy)")
            }
        }
    }

    static let knownTargets = HouseRule("every target is in the import table") { checkout in
        var seen: [String] = []
        return checkout.files.compactMap { file in
            guard file.path.hasPrefix("Sources/"), let target = file.target, ImportTable.allowed[target] == nil, !seen.contains(target)
            else { return nil }
            seen.append(target)
            return Finding(
                path: file.path, line: 1,
                message:
                    "the target \(target) is not in the import table: add it to ImportTable.allowed and to ARCHITECTURE.md, with its reason"
            )
        }
    }
}
