import Foundation
import SluiceTestKit
import Testing

/// SIGKILL of the runtime at places that a seed chooses, then `sluice resume` until it is done.
@Suite struct KillTests {
    /// A small generator, so that a seed means the same everywhere.
    struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// Kills after a number of journal events, again and again, until a runtime comes through.
    private func runKilled(_ place: Workplace, seed: Int) throws -> (kills: Int, end: RunningProgram.End) {
        var generator = Seeded(state: UInt64(seed))
        var kills = 0
        var program = try place.start(["run", "shop.pipe", "--format", "json"])
        while kills < 4, program.waitForLines(Int.random(in: 1...45, using: &generator)) {
            program.kill()
            _ = program.wait()
            kills += 1
            program = try place.start(["resume", "--format", "json"])
        }
        return (kills, program.wait())
    }

    @Test(arguments: 0..<50)
    func `whenever the runtime is killed, the rollout ends as if it had not been`(seed: Int) throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")\nfollow (start shop at \"v2-bad\")"))
        let (kills, end) = try runKilled(place, seed: seed)
        #expect(kills > 0, "seed \(seed) never killed anything")
        #expect(place.versions == Array(repeating: "v1", count: 6), "seed \(seed) after \(kills) kills: \(end.errors)")

        let installs = place.installs
        #expect(Set(installs.map(\.key)).count == installs.count, "seed \(seed): an install ran twice")
        #expect(installs.filter { $0.revision == "v2-bad" }.map(\.target) == ["eu-1"], "seed \(seed): other waves saw the bad revision")
        let first = installs.prefix { $0.revision == "v1" }
        #expect(first.map(\.target).sorted() == Workplace.targets, "seed \(seed)")
        #expect(first.first?.target == "eu-1", "seed \(seed)")

        let history = try place.sluice("history", "--format", "json")
        #expect(history.status == 0, "\(history.errors)")
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(history.text.utf8)) as? [[String: Any]])
        #expect(Set(rows.compactMap { $0["state"] as? String }) == ["succeeded", "rolled_back"], "seed \(seed)")
    }
}
