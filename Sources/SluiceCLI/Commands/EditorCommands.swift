import ArgumentParser
import SluiceLanguageServer

/// `sluice lsp`.
struct LanguageServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lsp", abstract: "Serve an editor: the Language Server Protocol on standard input and output.",
        discussion: """
            Editors start it themselves; the guide shows how to set up VS Code, Neovim, Vim and Helix.
            Nothing of a script is carried out: commands are passed over, and evaluation is bounded.

            EXIT STATUS
              0    the editor said shutdown, then exit
              1    it went without a shutdown
            """)

    @Flag(help: .hidden) var stdio = false

    func run() async throws {
        let session = LanguageSession(workspace: EditorWorkspace(), version: SluiceCommand.configuration.version)
        let status = StandardStreams.serve(session)
        if status != 0 { throw ExitCode(status) }
    }
}

/// `sluice grammar FORMAT`.
struct GrammarCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case textmate, vim }

    static let configuration = CommandConfiguration(
        commandName: "grammar", abstract: "Print the words of the language as a grammar for an editor's colours.",
        discussion: """
            The files in scripts/editors are made by it.

            EXAMPLES
              sluice grammar textmate > sluice.tmLanguage.json
              sluice grammar vim > ~/.vim/syntax/sluice.vim
            """)

    @Argument(help: "textmate or vim.") var format: Format

    func run() async throws {
        switch format {
        case .textmate: Terminal.output.write(TextMateGrammar.text)
        case .vim: Terminal.output.write(VimSyntax.text)
        }
    }
}
