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

    @Test func `a rejection ends what another terminal follows, with its exit status there too`() throws {
        let place = try Workplace()
        let holder = try waiting(place)
        let follower = try place.start(["follow", "gated#1", "--format", "json"])
        #expect(try place.sluice("pause", "gated", "--because", "to see whether it is told").status == 0)
        #expect(follower.waitForLine { $0.contains("\"paused\"") } != nil)
        #expect(try place.sluice("reject", "gated.production", "--because", "wrong week").status == 0)
        #expect(follower.wait().status == 3)
        #expect(holder.wait().status == 3)
    }

    @Test(arguments: [SIGKILL, SIGINT])
    func `who follows goes on with the work when the holder goes`(signal: Int32) throws {
        let place = try Workplace()
        let holder = try waiting(place)
        let follower = try place.start(["follow", "gated#1", "--format", "json"])
        #expect(try place.sluice("pause", "gated", "--because", "to see whether it is told").status == 0)
        #expect(follower.waitForLine { $0.contains("\"paused\"") } != nil)
        holder.signal(signal)
        #expect(holder.wait().status == (signal == SIGKILL ? -SIGKILL : 130))
        for arguments in [["approve", "gated.production"], ["resume", "gated"]] {
            let answered = try place.start(arguments).wait()
            #expect(answered.status == 0, "\(answered.errors)")
        }
        let end = follower.wait()
        #expect(end.status == 0, "\(end.errors)")
        #expect(place.version(of: "eu-1") == "v1")
    }
}
