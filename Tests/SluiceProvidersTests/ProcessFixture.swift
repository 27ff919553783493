import CProcess
import Foundation
import Glibc
import SluiceModel
import Testing

@testable import SluiceProviders

/// A folder of its own, a runner on the real supervisor, and ways to wait for what commands do.
final class ProcessFixture: Sendable {
    let folder: String
    let runner: CommandRunner
    let supervisor = CommandRunner.supervisorBesideProgram()

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/sluice-process-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        runner = try CommandRunner(supervisor: supervisor, folder: folder + "/effects")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var files: EffectFiles { get throws { try EffectFiles(folder: folder + "/effects") } }

    func shell(_ script: String, timeout: Duration = .seconds(3600)) -> SupervisorRequest {
        SupervisorRequest(
            arguments: ["/bin/sh", "-c", script], environment: [.init("PATH", "/usr/bin:/bin"), .init("FOLDER", folder)], folder: folder,
            timeout: timeout)
    }

    func provider(secrets: [String: String] = [:], path: String = "/usr/bin:/bin") -> ProcessProvider {
        ProcessProvider(
            runner: runner, secrets: SecretSource(environment: secrets), environment: ["PATH": path, "HOME": "/root", "UNWANTED": "x"],
            now: { Instant(seconds: 1) })
    }

    func effect(
        _ action: Effect.Action, key: EffectKey = "p/p#1/s/deploy/t/install/1", values: LateValues = .init(),
        timeout: Duration = .seconds(3600)
    )
        -> Effect
    { Effect(key: key, fence: 7, action: action, values: values, folder: folder, timeout: timeout) }

    func text(_ name: String) -> String { (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? "" }

    /// The processes whose numbers the commands wrote to a file.
    func processes(_ name: String) -> [ProcessFacts] {
        text(name).split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }.compactMap { ProcessFacts(pid: $0) }.filter { !$0.isDead }
    }

    func makePipe(_ name: String) { _ = unsafe mkfifo("\(folder)/\(name)", 0o600) }

    /// What a command writes into a named pipe; waits for it.
    func read(_ name: String) async -> String {
        let path = "\(folder)/\(name)"
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let bytes = FileHandle(forReadingAtPath: path)?.readDataToEndOfFile() ?? Data()
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    /// Lets a command go on that reads from a named pipe.
    func write(_ name: String) async {
        let path = "\(folder)/\(name)"
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DispatchQueue.global().async {
                FileHandle(forWritingAtPath: path)?.write(Data("go\n".utf8))
                continuation.resume()
            }
        }
    }

    /// Starts a shell beside the runner, in the fixture's folder, with no signal blocked.
    func startShell(_ script: String) throws -> OtherProcess {
        var attributes = posix_spawnattr_t()
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = ["sh", "-c", "cd \(ShellQuoting.literal(folder)); \(script)"]
        let arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { for index in words.indices { unsafe free(arguments[index]) } }
        var pid: pid_t = 0
        guard unsafe posix_spawn(&pid, "/bin/sh", nil, &attributes, arguments, environ) == 0 else { throw Absent() }
        return OtherProcess(pid: pid, handle: ProcessHandle(cprocess_open(pid)))
    }

    struct OtherProcess: Sendable {
        var pid: pid_t
        var handle: ProcessHandle

        /// Waits for its end; its exit code, 128 + signal when it was killed.
        @discardableResult
        func end() async -> Int32? {
            _ = await ExitWatch.shared.end(of: handle)
            return handle.reap()
        }
    }

    func claim(_ key: EffectKey) throws -> EffectClaim {
        switch try files.state(of: key) {
        case .claimed(let claim), .ended(let claim, _): return claim
        case .unclaimed: throw Absent()
        }
    }
    struct Absent: Error {}
}

extension CommandResult {
    var ending: CommandEnding? {
        if case .ended(let ending) = self { return ending }
        return nil
    }
    var doubt: String? {
        if case .inDoubt(let reason) = self { return reason }
        return nil
    }
}
