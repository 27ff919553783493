import ArgumentParser
import CProcess
import SluiceShell

/// The entry of the program.
public enum SluiceProgram {
    /// Reads the command line, runs what it says, and ends the process with its status; wrong usage is 2.
    ///
    /// Must be the first thing that `main` does.
    public static func main() -> Never {
        // A large definition is read in thousands of small pieces; each step of the heap is a call of the kernel.
        cprocess_take_memory_in_steps(32 << 20)
        ShellSession.runProgram { await status() }
    }

    private static func status() async -> Int32 {
        do {
            var command = try SluiceCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.success.rawValue
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            let isUsage = SluiceCommand.exitCode(for: error) == .validationFailure
            let terminal = SluiceCommand.exitCode(for: error) == .success ? Terminal.output : Terminal.error
            terminal.write(SluiceCommand.fullMessage(for: error) + "\n")
            return isUsage ? ExitStatus.usage.rawValue : SluiceCommand.exitCode(for: error).rawValue
        }
    }
}
