import Foundation
import SluiceTestKit
import Testing

/// The built program against a fleet of folders.
@Suite struct RolloutTests {
    @Test func `a good revision reaches every target, one install each`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("let e = start shop at \"v1\"\nfollow e\nprint e.state"))
        let end = try place.sluice("run", "shop.pipe")
        #expect(end.status == 0, "\(end.errors)")
        #expect(end.lines == ["succeeded"])
        #expect(place.versions == Array(repeating: "v1", count: 6))
        #expect(place.installs.map(\.target).sorted() == Workplace.targets)
        #expect(place.installs.first?.target == "eu-1")
    }

    @Test func `a bad revision is caught in the one-box and goes back by itself; other waves never see it`() throws {
        let place = try Workplace()
        try place.write(
            "shop.pipe", Workplace.script("follow (start shop at \"v1\")\nlet e = start shop at \"v2-bad\"\nfollow e\nprint e.state"))
        let end = try place.sluice("run", "shop.pipe")
        #expect(end.status == 4, "\(end.errors)")
        #expect(end.lines == ["rolled_back"])
        #expect(place.versions == Array(repeating: "v1", count: 6))
        #expect(place.installs.filter { $0.revision == "v2-bad" }.map(\.target) == ["eu-1"])
        #expect(place.installs.suffix(2).map(\.revision) == ["v2-bad", "v1"])
    }

    @Test func `a revision that cannot be installed fails where it is and leaves the good one in place`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")\nfollow (start shop at \"v2-broken\")"))
        let end = try place.sluice("run", "shop.pipe")
        #expect(end.status == 4, "\(end.errors)")
        #expect(place.versions == Array(repeating: "v1", count: 6))
        #expect(end.errors.contains("cannot install v2-broken"))
    }

    @Test func `an operator rolls back by hand, to the revision that they name`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")\nfollow (start shop at \"v2\")"))
        #expect(try place.sluice("run", "shop.pipe").status == 0)
        let end = try place.sluice("rollback", "shop.production", "--to", "v1", "--because", "errors in eu")
        #expect(end.status == 0, "\(end.errors)")
        #expect(place.versions == Array(repeating: "v1", count: 6))
        let again = try place.sluice("rollback", "shop.production", "--to", "v1", "--because", "once more")
        #expect(again.status == 0, "\(again.errors)")
        #expect(place.installs.count == 18)
    }

    @Test func `a revision full of shell characters is one word and runs nothing`() throws {
        let place = try Workplace()
        let hostile = "v1$(touch pwned)'; touch pwned; `touch pwned`"
        try place.write("shop.pipe", Workplace.script("follow (start shop at arg(\"revision\"))"))
        let end = try place.sluice("run", "shop.pipe", "--arg", "revision=\(hostile)")
        #expect(end.status == 0, "\(end.errors)")
        #expect(place.versions == Array(repeating: hostile, count: 6))
        #expect(place.read("pwned") == nil)
    }

    @Test func `state is shown to programs as one document`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")"))
        #expect(try place.sluice("run", "shop.pipe").status == 0)
        let status = try place.sluice("status", "--format", "json")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(status.text.utf8)) as? [String: Any])
        let pipelines = try #require(document["pipelines"] as? [[String: Any]])
        let targets = try #require(pipelines.first?["targets"] as? [[String: Any]])
        #expect(targets.compactMap { $0["revision"] as? String } == Array(repeating: "v1", count: 6))
        let history = try place.sluice("history", "--format", "json")
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(history.text.utf8)) as? [[String: Any]])
        #expect(rows.first?["state"] as? String == "succeeded")
        #expect(rows.first?["by"] as? String == "ann")
    }

    @Test func `progress is one journal event a line for programs`() throws {
        let place = try Workplace()
        try place.write("shop.pipe", Workplace.script("follow (start shop at \"v1\")"))
        let end = try place.sluice("run", "shop.pipe", "--format", "json")
        #expect(end.status == 0)
        let events = try end.lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
        #expect(events.allSatisfy { $0["seq"] is Int && $0["at"] is String && $0["event"] is String })
        #expect(
            events.compactMap { $0["seq"] as? Int }
                == Array((events.first?["seq"] as? Int ?? 0)..<((events.first?["seq"] as? Int ?? 0) + events.count)))
    }
}
