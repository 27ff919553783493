import ArgumentParser
import SluiceShell

/// The entry of the program.
public enum SluiceProgram {
    /// Reads the command line, runs what it says, and ends the process with its status.
    public static func main() async {
        ShellSession.blockSignals()
        await SluiceCommand.main()
    }
}
