import Foundation
import SluiceTestKit
import Testing

/// Ends of the runtime that are not its own, and what comes after.
@Suite struct InterruptionTests {
    @Test func `Ctrl-C ends the session with 130, and resume goes on without repeating what was printed or installed`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("print \"begin\"\nlet e = start shop at \"v1\"\nfollow e\nprint e.state"))
        let first = try place.start(["run", "shop.pipe", "--format", "json"])
        _ = first.waitForLine { $0.contains("\"event\":\"effect_requested\"") }
        first.signal(SIGINT)
        let interrupted = first.wait()
        #expect(interrupted.status == 130, "\(interrupted.errors)")
        #expect(interrupted.errors.contains("sluice resume"))

        let resumed = try place.sluice("resume")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(resumed.lines == ["succeeded"])
        #expect(place.versions == Array(repeating: "v1", count: 6))
        #expect(Set(place.installs.map(\.key)).count == place.installs.count)
    }

    /// Every place in the roll-back, one after another.
    @Test(arguments: 0..<10)
    func `a runtime that is killed while it rolls back leaves nobody on the bad revision`(eventsLater: Int) throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")\nfollow (start shop at \"v2-bad\")"))
        let first = try place.start(["run", "shop.pipe", "--format", "json"])
        #expect(first.waitForLine { $0.contains("\"event\":\"rollback_started\"") } != nil)
        first.waitForLines(first.lineCount + eventsLater)
        first.kill()
        _ = first.wait()
        let resumed = try place.sluice("resume")
        #expect([0, 4].contains(resumed.status), "\(resumed.errors)")
        #expect(place.versions == Array(repeating: "v1", count: 6))
        #expect(Set(place.installs.map(\.key)).count == place.installs.count)
    }

    @Test func `a command goes on under its supervisor while the runtime is gone, and is not run again`() throws {
        let place = try Workplace()
        try place.makePipe("started")
        try place.makePipe("gate")
        let install = "./install ${target.name} ${revision}"
        let slow = install + " && if [ -p started ]; then echo x > started; cat gate; fi"
        let script = Workplace.script("follow (start shop at \"v1\")").replacingOccurrences(of: install, with: slow)
        try place.write("shop.pipe", script)
        let first = try place.start(["run", "shop.pipe"])
        #expect(try place.awaitWriter("started") == "x\n")
        first.kill()
        _ = first.wait()
        try FileManager.default.removeItem(atPath: place.folder + "/started")
        try place.letPass("gate")
        let resumed = try place.sluice("resume")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(place.installs.map(\.target).sorted() == Workplace.targets)
    }

    @Test func `a full disk is said, nothing is lost, and resume goes on once there is room`() throws {
        let place = try Workplace()
        let state = place.folder + "/small"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        guard
            try RunningProgram(
                "/bin/mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", state], environment: place.environment, folder: "/"
            ).wait().status == 0
        else {
            print("skipped: needs the right to mount a small file system")
            return
        }
        defer { _ = try? RunningProgram("/bin/umount", ["-l", state], environment: place.environment, folder: "/").wait() }
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")"))
        let ballast = state + "/ballast"
        #expect(FileManager.default.createFile(atPath: ballast, contents: Data(count: 250_000)))
        let full = try place.sluice("run", "shop.pipe", "--state", state)
        #expect(full.status != 0, "\(full.errors)")
        #expect(full.errors.contains("disk is full") || full.errors.contains("No space left"), "\(full.errors)")
        #expect(!full.errors.contains("Fatal error"))

        try FileManager.default.removeItem(atPath: ballast)
        _ = try RunningProgram("/bin/mount", ["-o", "remount,size=16m", state], environment: place.environment, folder: "/").wait()
        let resumed = try place.sluice("resume", "--state", state)
        let status = try place.sluice("status", "--state", state)
        #expect(status.status == 0, "\(status.errors)")
        #expect(!resumed.errors.contains("damaged"), "\(resumed.errors)")
        let again = try place.sluice("run", "shop.pipe", "--state", state)
        #expect(again.status == 0, "\(again.errors)")
        #expect(place.versions == Array(repeating: "v1", count: 6))
    }
}
