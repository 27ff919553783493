import Foundation
import SluiceTestKit
import Testing

/// Two programs on one state: one holds it, the other operates it from another terminal.
@Suite struct TwoTerminalsTests {
    private static let gated = """
        deployer folder {
            install "./install ${target.name} ${revision}"
            timeout 30s
        }
        pipeline gated {
            stage production {
                approve 1 of ann timeout 1d
                deploy fleet([target("eu-1", region: "eu")]) with folder
            }
        }
        follow (start gated at "v1")

        """

    /// A run that waits for approval, with its events on standard output.
    private func waiting(_ place: Workplace) throws -> RunningProgram {
        try place.write("gated.pipe", Self.gated)
        let holder = try place.start(["run", "gated.pipe", "--format", "json"])
        let line = holder.waitForLine { $0.contains("step_started") && $0.contains("approve") }
        if line == nil { Issue.record("\(holder.wait())") }
        _ = try #require(line)
        return holder
    }

    @Test func `an approval from another terminal lets a running script go on`() throws {
        let place = try Workplace()
        let holder = try waiting(place)
        let approval = try place.sluice("approve", "gated.production", "--because", "looks good")
        #expect(approval.status == 0, "\(approval.errors)")
        let end = holder.wait()
        #expect(end.status == 0, "\(end.errors)")
        #expect(place.version(of: "eu-1") == "v1")
        #expect(!FileManager.default.fileExists(atPath: place.folder + "/state/socket"))
    }

    @Test func `a refused command is refused there as here`() throws {
        let place = try Workplace()
        let holder = try waiting(place)
        let refused = try place.sluice("approve", "shop.none")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("shop"), "\(refused.errors)")
        holder.signal(SIGINT)
        #expect(holder.wait().status == 130)
    }

    /// A second terminal that starts the next revision and shows its events; it waits behind the first.
    private func second(_ place: Workplace) throws -> RunningProgram {
        let follower = try place.start(["start", "gated", "--at", "v2", "--format", "json"])
        try expect("execution_started", in: follower)
        return follower
    }

    private func expect(_ event: String, of execution: String = "gated#2", in program: RunningProgram) throws {
        let line = program.waitForLine { $0.contains("\"\(event)\"") && $0.contains(execution) }
        if line == nil { Issue.record("\(program.wait())") }
        _ = try #require(line)
    }

    private func operate(_ place: Workplace, _ arguments: String...) throws {
        let end = try place.start(arguments).wait()
        #expect(end.status == 0, "\(end.errors)")
    }

    @Test func `what a second terminal started goes on there when the first is done`() throws {
        let place = try Workplace()
        let holder = try waiting(place)
        let follower = try second(place)
        try operate(place, "approve", "gated#1")
        #expect(holder.wait().status == 0)
        #expect(place.version(of: "eu-1") == "v1")
        try expect("runtime_started", of: "gated", in: follower)
        try expect("step_started", in: follower)
        try operate(place, "reject", "gated#2", "--because", "wrong week")
        let end = follower.wait()
        #expect(end.status == 3, "\(end.errors)")
        #expect(place.version(of: "eu-1") == "v1")
    }

    @Test(arguments: [SIGKILL, SIGINT])
    func `who follows goes on with the work when the holder goes, and misses no event`(signal: Int32) throws {
        let place = try Workplace()
        let holder = try waiting(place)
        let follower = try second(place)
        holder.signal(signal)
        #expect(holder.wait().status == (signal == SIGKILL ? -SIGKILL : 130))
        try expect("runtime_started", of: "gated", in: follower)
        try operate(place, "approve", "gated#1")
        try expect("step_started", in: follower)
        try operate(place, "approve", "gated.production")
        let end = follower.wait()
        #expect(end.status == 0, "\(end.errors)")
        #expect(place.version(of: "eu-1") == "v2")
        let numbers = end.lines.compactMap { line in line.split(separator: ",").first?.split(separator: ":").last.flatMap { Int($0) } }
        #expect(numbers == Array((numbers.first ?? 0)..<(numbers.first ?? 0) + end.lines.count))
    }
}
