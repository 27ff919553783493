import ArgumentParser
import Foundation
import SluiceStoreSQLite

/// `--state PATH`.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .customLong("state"),
        help: ArgumentHelp(
            "The folder that holds the state.", discussion: "Default: $SLUICE_HOME, else ~/.local/state/sluice.", valueName: "path"))
    var path: String?

    var folder: StateFolder {
        StateFolder.standard(
            option: path, environment: ProcessInfo.processInfo.environment, workingFolder: FileManager.default.currentDirectoryPath)
    }
}

/// How results are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case human, json
}

/// `--format` and `--color`.
struct OutputOptions: ParsableArguments {
    enum Color: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

    @Option(help: ArgumentHelp("How results are written: human or json.", valueName: "format"))
    var format: OutputFormat = .human

    @Option(help: ArgumentHelp("When to use colour: auto, always or never. NO_COLOR is honoured.", valueName: "when"))
    var color: Color = .auto
}

/// `--because TEXT`.
struct ReasonOption: ParsableArguments {
    @Option(help: ArgumentHelp("Why; it is kept in the history.", valueName: "text"))
    var because: String?
}
