import CProcess
import Foundation
import Glibc
public import SluiceModel

/// What became of a command.
public enum CommandResult: Hashable, Sendable {
    case ended(CommandEnding)
    /// Nothing was started; why, and the way out.
    case refused(String)
    /// It may have run, or run in part. The old attempt has ended, or its time is over.
    case inDoubt(String)
}

/// Runs commands under supervisors, and finds again what an earlier runtime started.
///
/// A key is claimed once: whoever comes second gets what the first one's command came to. Cancelling the task that waits ends the command
/// (TERM, a grace, KILL, to its whole tree); ending this process does not.
public struct CommandRunner: Sendable {
    /// Absolute path of `sluice-supervisor`.
    private let supervisor: String
    private let files: EffectFiles

    /// `folder` holds records and logs and is made when it is not there; only one machine may use it.
    public init(supervisor: String, folder: String) throws {
        self.supervisor = supervisor
        files = try EffectFiles(folder: folder)
    }

    /// The supervisor that was installed or built beside the running program.
    public static func supervisorBesideProgram() -> String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return (program as NSString).deletingLastPathComponent + "/sluice-supervisor"
    }

    // MARK: Starting

    /// Runs the command under its key, once; a key that was claimed before gives what became of it then.
    @concurrent
    public func start(_ key: EffectKey, _ request: SupervisorRequest) async -> CommandResult {
        if let found = await reattach(key) { return found }
        if let complaint = request.complaint() { return .refused(complaint) }
        let paths = files.paths(of: key)
        if FileManager.default.fileExists(atPath: paths.record) {
            // Torn by a crash before it was synced, so nothing ran under it.
            do { try files.retire(key) } catch {
                return .refused("the folder of the claims cannot be written: \(error.localizedDescription)")
            }
        }
        return await launch(request, key: key, paths: paths)
    }

    /// Runs a command that nobody will ask for again: nothing is claimed or kept on disk.
    @concurrent
    public func runUnclaimed(_ request: SupervisorRequest) async -> CommandResult {
        if let complaint = request.complaint() { return .refused(complaint) }
        return await launch(request, key: "unclaimed", paths: nil)
    }

    private func launch(_ request: SupervisorRequest, key: EffectKey, paths: EffectFiles.Paths?) async -> CommandResult {
        if Task.isCancelled { return .refused("it was cancelled before it was started") }
        let bytes = request.encoded(
            key: EffectFiles.name(of: key), files: paths, bootID: ProcessIdentity.bootID, bootClock: cprocess_boot_clock_ns())
        let reply = unsafe cprocess_memory_file(bytes, bytes.count)
        guard reply >= 0 else { return .refused("no memory for another command: \(systemText(-reply))") }
        defer { close(reply) }
        var pid: pid_t = 0
        let descriptor = unsafe cprocess_spawn(supervisor, reply, &pid)
        guard descriptor >= 0 else { return .refused("`\(supervisor)` cannot be started: \(systemText(-descriptor))") }
        let handle = ProcessHandle(descriptor)
        await end(of: handle)
        let code = handle.reap()
        switch code.flatMap(SupervisorExit.init(rawValue:)) {
        case .claimExists: return await reattach(key) ?? .inDoubt("another supervisor claimed `\(key)` and left nothing behind")
        case .badRequest, .claimFailed, .noFolder: return .refused(text(in: reply))
        case .recorded, .unrecorded, nil: break
        }
        guard paths != nil else {
            return ending(in: reply).map(CommandResult.ended) ?? .inDoubt("the supervisor of the command was killed")
        }
        return await reattach(key) ?? .refused("the supervisor ended (exit code \(code ?? -1)) before it claimed anything")
    }

    /// Waits for a supervisor to end; a cancelled task makes it end its command, which still is waited for.
    private func end(of handle: ProcessHandle) async {
        await withTaskCancellationHandler {
            _ = await ExitWatch.shared.end(of: handle)
        } onCancel: {
            handle.signal(SIGTERM)
        }
    }

    private func block(of reply: Int32) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 4096)
        let count = unsafe pread(reply, &block, block.count, 0)
        return Array(block.prefix(max(0, count)))
    }

    private func text(in reply: Int32) -> String {
        String(decoding: block(of: reply), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func ending(in reply: Int32) -> CommandEnding? { EffectFiles.ending(in: block(of: reply)) }

    // MARK: Finding again

    /// What became of the command of a key: waits for it while it runs. `nil` when it certainly never began.
    @concurrent
    public func reattach(_ key: EffectKey) async -> CommandResult? {
        switch files.state(of: key) {
        case .unclaimed: return nil
        case .ended(_, let ending): return .ended(ending)
        case .claimed(let claim):
            guard claim.bootID == ProcessIdentity.bootID else {
                return .inDoubt("the machine was restarted while it ran")
            }
            if let handle = claim.supervisor.open() { await end(of: handle) }
            if case .ended(_, let ending) = files.state(of: key) { return .ended(ending) }
            return .inDoubt(await OldAttempt(claim: claim, key: key).settle())
        }
    }

    /// Lets the key be claimed again after doubt: the repeat that an operator or `current` decided on.
    public func forgetDoubt(_ key: EffectKey) throws { try files.retire(key) }

    // MARK: Output

    /// What the command wrote, secrets replaced; `nil` when that was nothing.
    public func log(of key: EffectKey) -> String? { files.log(of: key).map { String(decoding: $0, as: UTF8.self) } }

    /// The last lines of it, at most 4 KiB.
    public func lastLines(of key: EffectKey) -> String {
        let bytes = files.log(of: key, last: 4096) ?? []
        guard bytes.count == 4096, let lineBreak = bytes.firstIndex(of: 10), lineBreak < 4000 else {
            return String(String(decoding: bytes, as: UTF8.self).drop { $0 == "\u{FFFD}" })
        }
        return String(decoding: bytes[(lineBreak + 1)...], as: UTF8.self)
    }
}

/// The supervisor's own exit code, as `exit_codes.h` lists it.
enum SupervisorExit: Int32 {
    case recorded = 0
    case badRequest = 64
    case claimExists = 65
    case claimFailed = 66
    case noFolder = 67
    case unrecorded = 68
}

/// The system's words for an `errno`.
func systemText(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
