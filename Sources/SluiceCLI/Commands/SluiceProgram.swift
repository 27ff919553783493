import ArgumentParser
import SluiceShell

/// The entry of the program.
public enum SluiceProgram {
    /// Reads the command line, runs what it says, and ends the process with its status.
    ///
    /// Not `async`: see `ShellSession.runProgram`.
    public static func main() -> Never {
        ShellSession.runProgram {
            await SluiceCommand.main()
            return 0
        }
    }
}
