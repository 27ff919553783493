import Foundation
import Glibc
import SluiceEngine
import SluiceLineEditor
import SluiceModel
import SluiceReport

/// A session of somebody at a prompt, or of a text that is piped in.
public struct ShellSession: Sendable {
    private let configuration: ShellConfiguration

    public init(_ configuration: ShellConfiguration) { self.configuration = configuration }

    /// Runs a program whose signals are read by whoever waits for them, and ends the process with what it returns.
    ///
    /// Must be the first thing that `main` does, and `main` must not be `async`: a main thread that waits for tasks leaves a thread behind
    /// which takes every signal, also those that all others keep away, and the first Ctrl-C would end the process. Nothing may need
    /// the main actor.
    public static func runProgram(_ program: @escaping @Sendable () async -> Int32) -> Never {
        SignalSource.blockSignals()
        Task.detached { exit(await program()) }
        while true { pause() }
    }

    /// Reads the standard input until it ends: at a prompt where it is a terminal, else as one script.
    ///
    /// - Returns: the exit status, as `sluice run` gives it.
    public func run() async -> Int32 {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            guard let bytes = try? FileHandle.standardInput.readToEnd() else { return await run(text: "", named: "<stdin>") }
            return await run(text: String(decoding: bytes, as: UTF8.self), named: "<stdin>")
        }
        return await prompt()
    }

    /// Runs one text as a script.
    public func run(text: String, named name: String = "<argument>") async -> Int32 {
        await BatchSession(configuration).run(text, named: name)
    }

    private func prompt() async -> Int32 {
        let configuration = configuration
        return await withCheckedContinuation { continuation in
            let thread = Thread {
                let status = PromptSession(configuration).run()
                continuation.resume(returning: status)
            }
            thread.name = "editor"
            // Highlighting parses nested input by recursion.
            thread.stackSize = 8 << 20
            thread.start()
        }
    }
}

extension ShellConfiguration {
    func style(isTerminal: Bool) -> SluiceReport.Style {
        switch colour {
        case .always: .ansi
        case .never: .plain
        case .auto: SluiceReport.Style(isTerminal: isTerminal, noColor: environment["NO_COLOR"], term: environment["TERM"])
        }
    }

    /// Different for each session of a store.
    static func sessionName(at now: Instant) -> String { "\(now.nanoseconds)-\(getpid())" }

    /// Nanoseconds of the wall clock.
    static func wallClock() -> Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
