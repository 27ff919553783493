import ArgumentParser
import Foundation
import SluiceReport

/// `sluice reference [--write FOLDER]`.
struct ReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference", abstract: "Write the reference of clauses, functions, the standard library and codes as Markdown.",
        discussion: """
            It is made of the tables that the program itself uses, so it fits this version.

            EXAMPLES
              sluice reference | less
              sluice reference --write docs     a file for each page
            """)

    @Option(help: ArgumentHelp("Write the pages into this folder.", valueName: "folder"), completion: .directory) var write: String?

    func run() throws {
        var output = OutputOptions()
        output.format = .human
        output.color = .never
        let console = Console(output)
        guard let write else {
            console.result(ReferencePages.all.map(\.text).joined(separator: "\n"))
            return
        }
        for page in ReferencePages.all {
            let path = "\(write)/\(page.name)"
            do {
                try FileManager.default.createDirectory(atPath: write, withIntermediateDirectories: true)
                try Data(page.text.utf8).write(to: URL(filePath: path), options: .atomic)
            } catch {
                console.fail("`\(path)` cannot be written", help: error.localizedDescription)
                throw ExitStatus.mistake.code
            }
            console.result(path)
        }
    }
}
