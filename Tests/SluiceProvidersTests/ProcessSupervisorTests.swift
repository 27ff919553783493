import Foundation
import Glibc
import SluiceModel
import Testing

@testable import SluiceProviders

@Suite("Process: the supervisor")
struct ProcessSupervisorTests {
    let fixture: ProcessFixture
    init() throws { fixture = try ProcessFixture() }

    @Test(
        "The end of a command is recorded",
        arguments: [
            ("true", CommandEnding.End.exited(0)), ("exit 3", .exited(3)), ("kill -9 $$", .signalled(9)), ("kill $$", .signalled(15)),
        ])
    func ends(script: String, end: CommandEnding.End) async {
        let result = await fixture.runner.start("k", fixture.shell(script))
        #expect(result.ending?.end == end)
        #expect(result.ending?.because == .itself)
    }

    @Test("A command that ignores TERM is killed when its time is up") func ignoresTERM() async {
        var request = fixture.shell("trap '' TERM; echo $$ >pids; while :; do sleep 1000; done", timeout: .seconds(2))
        request.grace = .milliseconds(200)
        let result = await fixture.runner.start("k", request)
        #expect(result.ending?.because == .timedOut)
        #expect(result.ending?.end == .signalled(9))
        #expect(result.ending?.remaining == 0)
        #expect(!fixture.text("pids").isEmpty && fixture.processes("pids").isEmpty)
    }

    @Test("A command that heeds TERM ends in its own way") func heedsTERM() async {
        let result = await fixture.runner.start(
            "k", fixture.shell("trap 'exit 5' TERM; while :; do sleep 0.05; done", timeout: .seconds(2)))
        #expect(result.ending?.because == .timedOut)
        #expect(result.ending?.end == .exited(5))
    }

    @Test("A grandchild in a session of its own is ended too") func setsidGrandchild() async {
        let daemon = "(setsid sh -c 'trap \"\" TERM; echo $$ >pids; while :; do sleep 1000; done' &)"
        var request = fixture.shell("\(daemon); echo $$ >>main; sleep 1000", timeout: .seconds(2))
        request.grace = .milliseconds(200)
        let result = await fixture.runner.start("k", request)
        #expect(result.ending?.because == .timedOut)
        #expect(!fixture.text("pids").isEmpty && fixture.processes("pids").isEmpty && fixture.processes("main").isEmpty)
    }

    @Test("A hundred children that ignore TERM are ended") func hundredChildren() async {
        fixture.makePipe("ready")
        let child = "sh -c 'trap \"\" TERM; echo $$ >>pids; sleep 1000; sleep 1000' &"
        let children = "i=0; while [ $i -lt 100 ]; do \(child) i=$((i+1)); done"
        var request = fixture.shell("\(children); until [ $(wc -l <pids) -eq 100 ]; do sleep 0.05; done; echo x >ready; wait")
        request.grace = .milliseconds(200)
        let running = Task { [fixture, request] in await fixture.runner.start("k", request) }
        _ = await fixture.read("ready")
        running.cancel()
        let ending = await running.value.ending
        #expect(ending?.because == .cancelled && ending?.remaining == 0)
        #expect(fixture.text("pids").split(separator: "\n").count == 100 && fixture.processes("pids").isEmpty)
    }

    @Test("What goes past the bound is cut out of the middle", arguments: [20_000, 3_000, 1_000_000]) func outputPastTheBound(lines: Int)
        async throws
    {
        var request = fixture.shell("seq 1 \(lines)")
        request.logBound = 65_536
        let result = await fixture.runner.start("k", request)
        let log = try #require(fixture.runner.log(of: "k"))
        let whole = (1...lines).map { "\($0)\n" }.joined()
        #expect(result.ending?.end == .exited(0))
        #expect(try log.utf8.count == min(whole.utf8.count, 65_536) && fixture.files.log(of: "k")?.count == log.utf8.count)
        #expect(log.hasPrefix("1\n2\n3\n") && log.hasSuffix("\(lines - 1)\n\(lines)\n"))
        #expect(log.contains("bytes were cut out here") == (whole.utf8.count > 65_536))
        #expect(fixture.runner.lastLines(of: "k").hasSuffix("\n\(lines)\n"))
    }

    @Test("A log in the making is read in order") func logInTheMaking() async throws {
        fixture.makePipe("ready")
        fixture.makePipe("go")
        var request = fixture.shell("seq 1 50000; echo x >ready; read line <go; echo last")
        request.logBound = 65_536
        let running = Task { [fixture, request] in await fixture.runner.start("k", request) }
        _ = await fixture.read("ready")
        while fixture.runner.log(of: "k")?.hasSuffix("\n50000\n") != true { await Task.yield() }
        await fixture.write("go")
        #expect(await running.value.ending?.end == .exited(0))
        #expect(fixture.runner.log(of: "k")?.hasSuffix("\n50000\nlast\n") == true)
    }

    @Test("A log that cannot be written is dropped and the end is recorded all the same") func droppedLog() async throws {
        try FileManager.default.createDirectory(atPath: try fixture.files.paths(of: "k").log, withIntermediateDirectories: true)
        let result = await fixture.runner.start("k", fixture.shell("seq 1 100000; exit 4"))
        #expect(result.ending?.end == .exited(4))
    }

    @Test("An install that leaves a daemon behind ends, and the daemon stays") func daemonStays() async throws {
        let result = await fixture.runner.start("k", fixture.shell("sleep 1000 >/dev/null 2>&1 </dev/null & echo $! >pids"))
        #expect(result.ending?.end == .exited(0) && result.ending?.isOutputHeld == false)
        let daemon = try #require(fixture.processes("pids").first)
        kill(daemon.pid, SIGKILL)
    }

    @Test("A daemon that holds the output does not keep the command from ending") func daemonHoldsOutput() async throws {
        let result = await fixture.runner.start("k", fixture.shell("sleep 1000 & echo $! >pids; echo done"))
        #expect(result.ending?.end == .exited(0) && result.ending?.isOutputHeld == true)
        #expect(fixture.runner.log(of: "k")?.hasPrefix("done\n") == true)
        let daemon = try #require(fixture.processes("pids").first)
        kill(daemon.pid, SIGKILL)
    }

    @Test("Cancelling ends the whole tree") func cancel() async throws {
        fixture.makePipe("ready")
        let running = Task { [fixture] in
            await fixture.runner.start("k", fixture.shell("setsid sleep 1000 & echo $! $$ >pids; echo up >ready; sleep 1000"))
        }
        _ = await fixture.read("ready")
        running.cancel()
        #expect(await running.value.ending?.because == .cancelled)
        #expect(fixture.processes("pids").isEmpty)
    }

    @Test("A command that kills its own group spares the supervisor") func killsItsGroup() async {
        let result = await fixture.runner.start("k", fixture.shell("kill -9 0"))
        #expect(result.ending?.end == .signalled(9) && result.ending?.because == .itself)
    }

    @Test("Secrets are replaced before anything is written") func masks() async throws {
        var request = fixture.shell("printf '<%s>' \"$S\"; printf top-; sleep 0.1; printf sec; printf 'ret\\ntop-'; echo $S$S$L")
        request.environment += [.init("S", "top-secret"), .init("L", "top-secret-long")]
        request.secrets = [.init("SHORT", "top-secret"), .init("LONG", "top-secret-long"), .init("EMPTY", "")]
        request.capture = 1000
        let result = await fixture.runner.start("k", request)
        let wanted = "<‹SHORT›>‹SHORT›\ntop-‹SHORT›‹SHORT›‹LONG›\n"
        #expect(fixture.runner.log(of: "k") == wanted)
        #expect(result.ending.map { String(decoding: $0.captured, as: UTF8.self) } == wanted)
        for name in try FileManager.default.subpathsOfDirectory(atPath: fixture.folder) {
            let bytes = FileManager.default.contents(atPath: "\(fixture.folder)/\(name)") ?? Data()
            #expect(!String(decoding: bytes, as: UTF8.self).contains("top-secret"), "\(name)")
        }
    }

    @Test("The command inherits nothing but its three streams") func descriptors() async {
        let result = await fixture.runner.start("k", fixture.shell("ls /proc/self/fd; cat; env"))
        #expect(result.ending?.end == .exited(0))
        let log = fixture.runner.log(of: "k") ?? ""
        #expect(log.hasPrefix("0\n1\n2\n3\nPATH=") || log.hasPrefix("0\n1\n2\n3\nFOLDER="))
        #expect(Set(log.split(separator: "\n").compactMap { $0.split(separator: "=").first }.dropFirst(4)) == ["PATH", "FOLDER", "PWD"])
    }

    @Test("A program that is not there is told by the system's own words") func missingProgram() async {
        let request = SupervisorRequest(
            arguments: ["no-such-program"], environment: [.init("PATH", "/usr/bin:/bin")], folder: fixture.folder, timeout: .seconds(10))
        #expect(await fixture.runner.start("k", request).ending?.end == .notStarted(ENOENT))
    }

    @Test(
        "What no supervisor could carry out is refused and claims nothing", arguments: ["folder", "file", "nul", "variable", "supervisor"])
    func refused(what: String) async throws {
        var request = fixture.shell("true")
        var runner = fixture.runner
        switch what {
        case "folder": request.folder = "/no/such/folder"
        case "file": request.folder = "/etc/passwd"
        case "nul": request.arguments.append("a\0b")
        case "variable": request.environment.append(.init("A=B", "x"))
        default: runner = try CommandRunner(supervisor: "/no/such/supervisor", folder: fixture.folder + "/effects")
        }
        guard case .refused(let reason) = await runner.start("k", request) else {
            Issue.record("it was not refused")
            return
        }
        #expect(!reason.isEmpty)
        #expect(try fixture.files.state(of: "k") == .unclaimed)
    }
}
