import Foundation
import Glibc
import Logging
import SluiceControl
import SluiceEngine
import SluiceModel
import SluiceProvider
import SluiceProviders
import SluiceRuntime
import SluiceStore
import SluiceStoreSQLite

/// The store that this process holds, with the runtime on it.
enum Holding {
    /// Opens the store for writing, continues what was going on, and re-attaches to what is still running.
    static func open(_ folder: StateFolder) async throws -> Runtime {
        let clock = SystemClock()
        var fold = Fold()
        let holder = holder(since: clock.now())
        let journal = try SQLiteJournal.openForWriting(folder, holder: holder) { try fold.take($0, path: folder.journalPath) }
        let runtime = Runtime(
            state: fold.state, journal: journal, outside: try outside(folder, clock: clock), log: Logger(label: "runtime"))
        try await runtime.begin(holder: holder.description, bootID: bootID)
        await serve(folder, holder: holder, runtime)
        return runtime
    }

    /// Lets other terminals operate the state; where that is impossible they are refused, and the work goes on.
    private static func serve(_ folder: StateFolder, holder: JournalHolder, _ runtime: Runtime) async {
        do throws(ControlError) {
            let server = try await ControlServer(folder: folder.path, holder: holder.description, runtime: runtime)
            await runtime.atStop { await server.stop() }
        } catch {
            Logger(label: "control").warning("other terminals cannot operate the state", metadata: ["error": "\(error)"])
        }
    }

    /// The state as it is on disk, whoever writes it; empty when there is none yet.
    static func read(_ folder: StateFolder) throws -> EngineState {
        var fold = Fold()
        _ = try SQLiteJournal.read(folder) { try fold.take($0, path: folder.journalPath) }
        return fold.state
    }

    /// The events after number `sequence`, up to number `last`, as they are on disk.
    static func events(_ folder: StateFolder, after sequence: Int64, through last: Int64) throws -> [EventRecord] {
        var events: [EventRecord] = []
        _ = try SQLiteJournal.read(folder) { record in
            guard record.sequence > sequence, record.sequence <= last else { return }
            events.append(try EventRecord(reading: record, path: folder.journalPath))
        }
        return events
    }

    static func outside(_ folder: StateFolder, clock: any RuntimeClock) throws -> Outside {
        let environment = ProcessInfo.processInfo.environment
        let secrets = SecretSource(environment: environment)
        let now: @Sendable () -> Instant = { clock.now() }
        let processes = ProcessProvider(
            runner: try CommandRunner(supervisor: Installation.supervisorPath, folder: folder.effectsPath), secrets: secrets,
            environment: environment, now: now)
        let http = HTTPProvider(secrets: secrets, now: now)
        return Outside(
            effects: [processes, http, ArtifactProvider(folder: folder.path + "/artifacts"), PreflightProvider(secrets: secrets)],
            signals: [http, PrometheusProvider(secrets: secrets, now: now), ReportProvider(now: now), processes], clock: clock,
            storage: { folder.room.map { StorageRoom(available: $0.available, capacity: $0.capacity) } })
    }

    static var operatorName: String {
        let environment = ProcessInfo.processInfo.environment
        return environment["SLUICE_OPERATOR"] ?? environment["USER"] ?? environment["LOGNAME"] ?? "uid \(getuid())"
    }

    private static func holder(since: Instant) -> JournalHolder {
        let program = CommandLine.arguments.joined(separator: " ")
        return JournalHolder(
            process: getpid(), host: ProcessInfo.processInfo.hostName, user: operatorName, since: since,
            program: String(program.prefix(120)))
    }

    private static var bootID: String {
        FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id").map {
            String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        } ?? ""
    }
}

/// Where the program and what belongs to it are installed.
enum Installation {
    /// The supervisor stands beside the program.
    static var supervisorPath: String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return (program as NSString).deletingLastPathComponent + "/sluice-supervisor"
    }
}
