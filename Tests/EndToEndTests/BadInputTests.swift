import Foundation
import SluiceTestKit
import Testing

/// Whatever is wrong is named, with a way out; nothing is lost, nothing traps.
@Suite struct BadInputTests {
    @Test func `several mistakes are reported in one go and nothing is started`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("start shopp at \"v1\"\nprint 5m + 3\nfollow nothing"))
        let end = try place.sluice("run", "shop.pipe")
        #expect(end.status == 1)
        #expect(end.errors.contains("shopp") && end.errors.contains("did you mean `shop`"))
        #expect(end.errors.components(separatedBy: "error[").count - 1 == 3, "\(end.errors)")
        #expect(place.installs.isEmpty)
        #expect(place.read("state/journal.sqlite") == nil)
    }

    @Test func `a strict run refuses an unsafe pipeline and starts nothing`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")"))
        let end = try place.sluice("run", "shop.pipe", "--strict")
        #expect(end.status == 1)
        #expect(end.errors.contains("S133") && end.errors.contains("allow S133"), "\(end.errors)")
        #expect(place.installs.isEmpty)
    }

    @Test func `a missing script names itself`() throws {
        let place = try Workplace()
        let end = try place.sluice("run", "nowhere.pipe")
        #expect(end.status == 1)
        #expect(end.errors.contains("nowhere.pipe"))
    }

    @Test func `wrong usage is exit 2`() throws {
        let place = try Workplace()
        #expect(try place.sluice("run").status == 2)
        #expect(try place.sluice("frobnicate").status == 2)
        #expect(try place.sluice("run", "a.pipe", "--arg", "novalue").status == 2)
    }

    @Test func `a script that loops for ever ends with the line that does`() throws {
        let place = try Workplace()
        try place.write("loop.pipe", "var n = 0\nwhile true {\n    n = n + 1\n}\n")
        let end = try place.sluice("run", "loop.pipe")
        #expect(end.status == 1)
        #expect(end.errors.contains("loop.pipe:"))
    }

    @Test func `a state folder that cannot be written names itself and another way`() throws {
        let place = try Workplace()
        try place.write("file", "")
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")"))
        let end = try place.sluice("run", "shop.pipe", "--state", "file/state")
        #expect(end.status == 1)
        #expect(end.errors.contains("file/state") && end.errors.contains("--state"))
        #expect(place.installs.isEmpty)
    }

    @Test func `a corrupt journal is reported with its place and left alone`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")"))
        #expect(try place.sluice("run", "shop.pipe").status == 0)
        let garbage = String(repeating: "x", count: 20_000)
        try place.write("state/journal.sqlite", garbage)
        for name in ["state/journal.sqlite-wal", "state/journal.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: "\(place.folder)/\(name)")
        }
        let end = try place.sluice("status")
        #expect(end.status == 1)
        #expect(end.errors.contains("journal.sqlite") && end.errors.contains("damaged"))
        #expect(place.read("state/journal.sqlite") == garbage)
    }

    @Test func `a second runtime on the same state is told who holds it`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("start shop at \"v1\"\nwait 1h"))
        let first = try place.start(["run", "shop.pipe", "--format", "json"])
        _ = first.waitForLine { $0.contains("execution_started") }
        let second = try place.sluice("run", "shop.pipe")
        #expect(second.status == 1)
        #expect(second.errors.contains("\(first.processID)") && second.errors.contains("ann"))
        first.signal(SIGINT)
        #expect(first.wait().status == 130)
    }

    @Test func `a command that is missing says so and the target keeps what it has`() throws {
        let place = try Workplace()
        let script = Workplace.script("follow (start shop at \"v1\")").replacingOccurrences(of: "./install ", with: "./no-such-program ")
        try place.write("shop.pipe", script)
        let end = try place.sluice("run", "shop.pipe")
        #expect(end.status == 3, "\(end.errors)")
        #expect(end.errors.contains("no-such-program"))
    }

    @Test func `a Prometheus that is down fails the wave before anything is installed`() throws {
        let place = try Workplace()
        let script = Workplace.script("follow (start shop at \"v1\")").replacingOccurrences(
            of: "exec(\"./errors ${region}\", number: true)", with: "prometheus(\"http://127.61.200.1:1\", \"up\")")
        try place.write("shop.pipe", script)
        let end = try place.sluice("run", "shop.pipe")
        #expect(end.status == 3, "\(end.errors)")
        #expect(place.installs.isEmpty)
        #expect(end.errors.contains("errors"))
    }

    @Test func `an unknown subject names what there is`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")"))
        #expect(try place.sluice("run", "shop.pipe").status == 0)
        let end = try place.sluice("explain", "shp")
        #expect(end.status == 1)
        #expect(end.errors.contains("shop"))
    }

    @Test func `rollback without a reason is refused with the way out`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")"))
        #expect(try place.sluice("run", "shop.pipe").status == 0)
        let end = try place.sluice("rollback", "shop")
        #expect(end.status == 1)
        #expect(end.errors.contains("--because"))
    }
}
