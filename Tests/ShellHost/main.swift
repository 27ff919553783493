// A shell over a world that does what it is told: the program that the tests of SluiceShell drive through a pseudo terminal.

import Foundation
import SluiceEngine
import SluiceInterpreter
import SluiceModel
import SluiceRuntime
import SluiceShell

ShellSession.runProgram {
    let environment = ProcessInfo.processInfo.environment
    let world = World()
    var configuration = ShellConfiguration(
        store: ShellStore(
            open: { try await world.open() }, read: { EngineState() },
            explain: { Refusal("the state cannot be used: \($0)", help: nil) }),
        inputs: HostInputs(), folder: FileManager.default.currentDirectoryPath, operatorName: "anna",
        historyPath: environment["HISTORY"], environment: environment)
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
        switch argument {
        case "--yes": configuration.yes = true
        case "--read-only": configuration.readOnly = true
        case "--plain": configuration.plain = true
        case "--json": configuration.format = .json
        case "-e": return await ShellSession(configuration).run(text: arguments.popFirst() ?? "")
        case _: break
        }
    }
    return await ShellSession(configuration).run()
}
