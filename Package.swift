// swift-tools-version: 6.2
import PackageDescription

let collections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let sockets: Target.Dependency = .product(name: "FlyingSocks", package: "FlyingFox")

let package = Package(
    name: "sluice",
    products: [
        .executable(name: "sluice", targets: ["sluice"]),
        .executable(name: "sluice-supervisor", targets: ["sluice-supervisor"]),
        .executable(name: "fleet-service", targets: ["fleet-service"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // Ring 1, pure: values in, values out.
        // Source text to tokens, tree and diagnostics; holds the table of clauses.
        .target(name: "SluiceSyntax"),
        // The words as values: definition, commands, events, effects, and their canonical bytes.
        .target(name: "SluiceModel", dependencies: [collections]),
        // Names, clause places, units, graph shape and safety rules.
        .target(name: "SluiceChecker", dependencies: ["SluiceSyntax", "SluiceModel", collections]),
        // Evaluates a checked script and stops at a command with a request.
        .target(name: "SluiceInterpreter", dependencies: ["SluiceChecker", "SluiceSyntax", "SluiceModel", collections]),
        // The state machines: decides events, names effects.
        .target(name: "SluiceEngine", dependencies: ["SluiceModel", collections]),
        // The `.pipe` sources that every script can import, embedded in the binary.
        .target(
            name: "StandardLibrary", path: "stdlib",
            resources: [
                .embedInCode("alarms.pipe"), .embedInCode("checks.pipe"), .embedInCode("strategies.pipe"), .embedInCode("teams.pipe"),
                .embedInCode("waves.pipe"), .embedInCode("windows.pipe"),
            ]),

        // Ring 2, edges: one outside thing each.
        // What a journal must promise, and the in-memory one.
        .target(name: "SluiceStore", dependencies: ["SluiceModel"]),
        // The journal on SQLite.
        .target(
            name: "SluiceStoreSQLite",
            dependencies: [
                "SluiceStore", "SluiceModel", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        // What a provider of effects or readings must do.
        .target(name: "SluiceProvider", dependencies: ["SluiceModel"]),
        // libcurl's variadic calls, typed; loaded when the first request is made.
        .target(name: "CCurl"),
        // The Linux calls on processes that Swift cannot make.
        .target(name: "CProcess"),
        // The built-in providers, a folder each.
        .target(name: "SluiceProviders", dependencies: ["SluiceProvider", "SluiceModel", "CCurl", "CProcess", logging]),
        // The one loop that does things: input, decide, journal, effects.
        .target(
            name: "SluiceRuntime",
            dependencies: [
                "SluiceEngine", "SluiceInterpreter", "SluiceChecker", "SluiceSyntax", "SluiceModel", "SluiceStore", "SluiceProvider",
                collections, logging,
            ]),
        // How other processes talk to the one that holds a state.
        .target(name: "SluiceControl", dependencies: ["SluiceRuntime", "SluiceEngine", "SluiceStore", "SluiceModel", sockets]),

        // Ring 3, faces.
        // Events, diagnostics and tables to text and JSON.
        .target(name: "SluiceReport", dependencies: ["SluiceSyntax", "SluiceModel", "SluiceEngine", collections]),
        // libedit's variadic calls, typed.
        .systemLibrary(name: "CEditline", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        // A safe line editor over libedit.
        .target(name: "SluiceLineEditor", dependencies: ["CEditline"]),
        // The session of the interactive shell.
        .target(
            name: "SluiceShell",
            dependencies: [
                "SluiceLineEditor", "SluiceReport", "SluiceRuntime", "SluiceEngine", "SluiceInterpreter", "SluiceChecker", "SluiceSyntax",
                "SluiceModel", collections,
            ]),
        // What editors ask about scripts, over the Language Server Protocol.
        .target(
            name: "SluiceLanguageServer",
            dependencies: ["SluiceInterpreter", "SluiceChecker", "SluiceSyntax", "SluiceModel", collections]),
        // Subcommands; the only place that names concrete stores and providers.
        .target(
            name: "SluiceCLI",
            dependencies: [
                "SluiceShell", "SluiceLanguageServer", "SluiceReport", "SluiceControl", "SluiceRuntime", "SluiceProviders",
                "SluiceProvider", "SluiceStoreSQLite",
                "SluiceStore", "SluiceEngine", "SluiceInterpreter", "SluiceChecker", "SluiceSyntax", "SluiceModel",
                "StandardLibrary", "CProcess", collections, logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"), .product(name: "Yams", package: "Yams"),
            ]),
        // The binary: one statement.
        .executableTarget(name: "sluice", dependencies: ["SluiceCLI"]),
        // Runs one command, outlives the runtime, and keeps what became of it.
        // Static and without Swift's start-up, so that it starts in well under a millisecond: there is one for each command.
        .executableTarget(
            name: "sluice-supervisor", linkerSettings: [.unsafeFlags(["-static-executable", "-nostartfiles"])]),
        // What the examples deploy.
        .executableTarget(
            name: "fleet-service",
            dependencies: [.product(name: "FlyingFox", package: "FlyingFox"), .product(name: "FlyingSocks", package: "FlyingFox")],
            path: "scripts/examples/fleet-service"),
        // The journal's speed beside plain SQLite, for `scripts/bench`.
        .executableTarget(
            name: "journal-rate",
            dependencies: ["SluiceStoreSQLite", "SluiceStore", "SluiceModel", .product(name: "GRDB", package: "GRDB.swift")],
            path: "scripts/journal-rate"),
        // The language's speed in one process, for `scripts/bench`.
        .executableTarget(
            name: "language-rate",
            dependencies: ["SluiceInterpreter", "SluiceChecker", "SluiceSyntax", "SluiceModel", "StandardLibrary", "CProcess"],
            path: "scripts/language-rate", exclude: ["programs", "measure.py", "measure.lua"]),

        // Never in a product.
        // Fakes, contracts and terminals that the tests share.
        .target(name: "SluiceTestKit", dependencies: ["SluiceModel", "SluiceStore", "SluiceProvider", "SluiceEngine", collections]),
        // Inputs that nobody would write, and what must hold for them.
        .target(
            name: "SluiceFuzzing", dependencies: ["SluiceInterpreter", "SluiceChecker", "SluiceSyntax", "SluiceModel", collections]),
        // Tries them for as long as one likes, for `scripts/fuzz`.
        .executableTarget(name: "fuzz-runner", dependencies: ["SluiceFuzzing"], path: "scripts/fuzz-runner"),
        .testTarget(name: "SluiceFuzzingTests", dependencies: ["SluiceFuzzing"]),
        .testTarget(name: "RepositoryTests"),
        .testTarget(
            name: "EndToEndTests", dependencies: ["SluiceTestKit", "sluice", "sluice-supervisor", "fleet-service"]),
        // The language by the program alone; the tables say what must be shown.
        .testTarget(
            name: "ConformanceTests",
            dependencies: ["SluiceTestKit", "SluiceChecker", "SluiceSyntax", "SluiceModel", "sluice", "sluice-supervisor"]),
        .testTarget(name: "SluiceSyntaxTests", dependencies: ["SluiceSyntax"]),
        .testTarget(name: "SluiceModelTests", dependencies: ["SluiceModel", "SluiceFuzzing"]),
        .testTarget(name: "SluiceCheckerTests", dependencies: ["SluiceChecker", "SluiceSyntax", "SluiceModel"]),
        .testTarget(
            name: "SluiceInterpreterTests",
            dependencies: ["SluiceInterpreter", "SluiceChecker", "SluiceSyntax", "SluiceModel", "SluiceFuzzing"]),
        .testTarget(name: "SluiceEngineTests", dependencies: ["SluiceEngine", "SluiceModel", collections]),
        .testTarget(
            name: "SluiceStoreSQLiteTests",
            dependencies: [
                "SluiceStoreSQLite", "SluiceStore", "SluiceModel", "SluiceTestKit", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "SluiceProvidersTests",
            dependencies: ["SluiceProviders", "SluiceProvider", "SluiceModel", "CProcess", "SluiceTestKit", "sluice-supervisor"],
            exclude: ["Reports/Samples"]),
        .testTarget(
            name: "SluiceRuntimeTests",
            dependencies: ["SluiceRuntime", "SluiceEngine", "SluiceModel", "SluiceProvider", "SluiceStore", logging]),
        .testTarget(name: "SluiceControlTests", dependencies: ["SluiceControl", "SluiceStore", "SluiceModel", sockets]),
        .testTarget(name: "SluiceReportTests", dependencies: ["SluiceReport", "SluiceEngine", "SluiceSyntax", "SluiceModel", collections]),
        .executableTarget(name: "line-editor-host", dependencies: ["SluiceLineEditor"], path: "Tests/LineEditorHost"),
        .testTarget(name: "SluiceLineEditorTests", dependencies: ["SluiceLineEditor", "SluiceTestKit", "line-editor-host"]),
        .testTarget(
            name: "SluiceLanguageServerTests",
            dependencies: [
                "SluiceLanguageServer", "SluiceInterpreter", "SluiceChecker", "SluiceSyntax", "SluiceModel", "StandardLibrary",
            ],
            exclude: ["Transcripts"]),
        .executableTarget(
            name: "shell-host",
            dependencies: [
                "SluiceShell", "SluiceRuntime", "SluiceEngine", "SluiceInterpreter", "SluiceModel", "SluiceProvider", "SluiceStore",
                logging,
            ],
            path: "Tests/ShellHost"),
        .testTarget(
            name: "SluiceShellTests",
            dependencies: [
                "SluiceShell", "SluiceLineEditor", "SluiceReport", "SluiceEngine", "SluiceInterpreter", "SluiceChecker", "SluiceSyntax",
                "SluiceModel", "SluiceTestKit", "shell-host", collections,
            ]),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"), .strictMemorySafety(), .treatAllWarnings(as: .error),
    ]
}
