import CProcess
import Foundation
import Glibc
import SluiceModel
import Testing

@testable import SluiceProviders

@Suite("Process: crashes and doubt")
struct ProcessRecoveryTests {
    let fixture: ProcessFixture
    init() throws { fixture = try ProcessFixture() }

    /// A runtime that started the command and can be killed: a shell that has the supervisor as its child.
    private func startElsewhere(_ key: EffectKey, _ request: SupervisorRequest, bootID: String = ProcessIdentity.bootID) throws
        -> ProcessFixture.OtherProcess
    {
        let bytes = request.encoded(
            key: EffectFiles.name(of: key), files: try fixture.files.paths(of: key), bootID: bootID, bootClock: cprocess_boot_clock_ns())
        try Data(bytes).write(to: URL(fileURLWithPath: fixture.folder + "/request"))
        return try fixture.startShell("\(ShellQuoting.literal(fixture.supervisor)) 3<>request & wait; exit 0")
    }

    @Test("After kill -9 of the runtime the command goes on, is found again, and runs once") func runtimeKilled() async throws {
        fixture.makePipe("ready")
        fixture.makePipe("go")
        let request = fixture.shell("echo began >>runs; echo x >ready; read line <go; echo told $line; exit 6")
        let runtime = try startElsewhere("k", request)
        _ = await fixture.read("ready")
        kill(runtime.pid, SIGKILL)
        await runtime.end()
        let again = Task { [fixture] in await fixture.runner.start("k", request) }
        await fixture.write("go")
        #expect(await again.value.ending?.end == .exited(6))
        #expect(fixture.runner.log(of: "k") == "told go\n")
        #expect(fixture.text("runs") == "began\n")
        #expect(await fixture.runner.reattach("k")?.ending?.end == .exited(6))
    }

    @Test("A command of a killed runtime can be cancelled") func cancelAfterReattach() async throws {
        fixture.makePipe("ready")
        let runtime = try startElsewhere("k", fixture.shell("echo $$ >pids; echo x >ready; sleep 1000"))
        _ = await fixture.read("ready")
        kill(runtime.pid, SIGKILL)
        await runtime.end()
        let again = Task { [fixture] in await fixture.runner.reattach("k") }
        again.cancel()
        #expect(await again.value?.ending?.because == .cancelled)
        #expect(fixture.processes("pids").isEmpty)
    }

    @Test("A killed supervisor leaves doubt, once the old attempt is dead") func supervisorKilled() async throws {
        fixture.makePipe("ready")
        fixture.makePipe("go")
        let running = Task { [fixture] in await fixture.runner.start("k", fixture.shell("echo x >ready; read line <go; echo $line >end")) }
        _ = await fixture.read("ready")
        kill(try fixture.claim("k").supervisor.pid, SIGKILL)
        await fixture.write("go")
        let reason = try #require(await running.value.doubt)
        #expect(reason.contains("supervisor was killed") && fixture.text("end") == "go\n")
        #expect(await fixture.runner.reattach("k")?.doubt != nil)
    }

    @Test("An old attempt without a supervisor is ended when its time is over") func overdue() async throws {
        fixture.makePipe("ready")
        var request = fixture.shell("setsid sleep 1000 & echo $! $$ >pids; echo x >ready; sleep 1000")
        request.environment.append(.init("SLUICE_IDEMPOTENCY_KEY", "k"))
        let running = Task { [fixture, request] in await fixture.runner.start("k", request) }
        _ = await fixture.read("ready")
        var claim = try fixture.claim("k")
        kill(claim.supervisor.pid, SIGKILL)
        claim.mustEndBy = 1
        #expect(await OldAttempt(claim: claim, key: "k").settle().contains("time was over"))
        #expect(await running.value.doubt != nil)
        #expect(!fixture.text("pids").isEmpty && fixture.processes("pids").isEmpty)
    }

    @Test("A second start of the same key starts nothing and gets the first end") func secondStart() async {
        let request = fixture.shell("echo began >>runs; exit 2")
        #expect(await fixture.runner.start("k", request).ending?.end == .exited(2))
        #expect(await fixture.runner.start("k", fixture.shell("echo began >>runs")).ending?.end == .exited(2))
        #expect(fixture.text("runs") == "began\n")
    }

    @Test("Of many starts of one key at once, one happens and all get its end") func manyStarts() async {
        let request = fixture.shell("echo began >>runs; exit 2")
        let ends = await withTaskGroup { group in
            for _ in 0..<12 { group.addTask { [fixture] in await fixture.runner.start("k", request).ending?.end } }
            return await group.reduce(into: [CommandEnding.End?]()) { $0.append($1) }
        }
        #expect(ends == Array(repeating: .exited(2), count: 12))
        #expect(fixture.text("runs") == "began\n")
    }

    @Test("The supervisor itself starts nothing for a claimed key") func supervisorRefuses() async throws {
        let request = fixture.shell("echo began >>runs")
        for status in [Int32(0), 65] {
            let bytes = request.encoded(
                key: "k", files: try fixture.files.paths(of: "k"), bootID: ProcessIdentity.bootID, bootClock: cprocess_boot_clock_ns())
            try Data(bytes).write(to: URL(fileURLWithPath: fixture.folder + "/request"))
            let direct = try fixture.startShell("exec \(ShellQuoting.literal(fixture.supervisor)) 3<>request")
            #expect(await direct.end() == status)
        }
        #expect(fixture.text("runs") == "began\n")
    }

    @Test("After a restart of the machine a command without an end is in doubt at once") func restarted() async throws {
        let earlier = try startElsewhere("k", fixture.shell("true"), bootID: "an-earlier-boot")
        await earlier.end()
        #expect(await fixture.runner.reattach("k")?.ending?.end == .exited(0))
        _ = unsafe truncate(try fixture.files.paths(of: "k").record, 2048)
        #expect(await fixture.runner.reattach("k")?.doubt == "the machine was restarted while it ran")
    }

    @Test("A number that was given to another process is not taken for the supervisor") func reusedNumber() async throws {
        let identity = try #require(ProcessFacts(pid: getpid())?.identity)
        #expect(identity.open() != nil)
        #expect(ProcessIdentity(pid: getpid(), startTime: identity.startTime + 1).open() == nil)
    }

    @Test("A torn record is no record", arguments: [2100, 2600, 4095]) func tornRecord(at offset: Int) async throws {
        var request = fixture.shell("seq 1 1000")
        request.capture = 1536
        _ = await fixture.runner.start("k", request)
        let path = try fixture.files.paths(of: "k").record
        var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
        bytes[offset] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(await fixture.runner.reattach("k")?.doubt != nil)
    }

    @Test("A claim that was never synced claims nothing", arguments: [0, 10, 4096]) func tornClaim(size: Int) async throws {
        let path = try fixture.files.paths(of: "k").record
        try Data(repeating: 0, count: size).write(to: URL(fileURLWithPath: path))
        #expect(await fixture.runner.reattach("k") == nil)
        #expect(await fixture.runner.start("k", fixture.shell("exit 1")).ending?.end == .exited(1))
    }

    @Test("Keys become different file names, whatever they hold") func names() {
        let long = String(repeating: "x", count: 300)
        let keys: [EffectKey] = [
            "a/b", "a+b", "a%2Fb", "../x", ".", "", "a\nb", "ä", EffectKey(long), EffectKey(long + "y"), "p/p#1/s/d/t/install/1",
        ]
        let names = keys.map(EffectFiles.name)
        #expect(Set(names).count == keys.count)
        for name in names { #expect(!name.contains("/") && !name.hasPrefix(".") && name.utf8.count <= 180) }
        #expect(names.last == "p+p#1+s+d+t+install+1")
    }
}
