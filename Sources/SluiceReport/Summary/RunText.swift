/// What a command outside any pipeline came to.
public enum RunText {
    /// Its last lines of output, then what went wrong; empty when there is nothing to say.
    public static func text(command: String, status: Int?, problem: String?, output: String, style: Style = .plain) -> String {
        var lines = output.split(separator: "\n").map { style.paint("│ ", .dim) + Printable.line($0) }
        if let problem { lines.append(style.paint("✖ ", .error) + "`\(Printable.line(command))`: \(problem)") }
        if let status, status != 0 { lines.append(style.paint("✖ ", .error) + "`\(Printable.line(command))` exited with \(status)") }
        return lines.joined(separator: "\n")
    }
}
