import SluiceModel

/// Asks before something that changes production.
enum Question {
    /// Asks on a terminal only; `yes` answers. Throws `Refusal` when the answer is no.
    static func confirm(_ text: String, yes: Bool) throws {
        guard !yes, Terminal.input.isTerminal, Terminal.error.isTerminal else { return }
        Terminal.error.write("\(text) [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else { throw Refusal("nothing was done", help: "answer `y`, or give --yes") }
    }
}
