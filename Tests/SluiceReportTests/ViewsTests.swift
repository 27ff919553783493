import OrderedCollections
import SluiceEngine
import SluiceModel
import SluiceReport
import Testing

@Suite("Views as text and JSON")
struct ViewsTests {
    private static func world(_ definition: PipelineDefinition = Checkout.definition(regions: ["eu-west-1", "us-east-1"], size: 2))
        -> LiveWorld
    {
        var world = LiveWorld()
        world.runToEnd(world.start(definition, "v2", because: "gift cards"))
        world.isBreaching = LiveWorld.firing(where: "v3")
        world.runToEnd(world.start(definition, "v3"))
        return world
    }

    @Test("status shows stages, targets, alarms and executions")
    func status() {
        let world = Self.world()
        let text = ViewText.status(StatusView(world.state, now: world.now), now: world.now, width: 100)
        #expect(
            text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2).joined(separator: "\n") == """
                STAGE      STATE        REVISION  EXECUTION   SINCE    REASON
                one_box    rolled back  v3        checkout#2  0s ago   alarm `errors` (eu-west-1) fired: 0.21 (prom…
                regions-1  succeeded    v2        checkout#1  17s ago
                regions-2  succeeded    v2        checkout#1  7s ago

                TARGET  REGION     STATE    RUNS  WANTED  LAST GOOD
                euw1-1  eu-west-1  healthy  v2            v2
                use1-1  us-east-1  healthy  v2            v2
                euw1-2  eu-west-1  healthy  v2            v2
                use1-2  us-east-1  healthy  v2            v2

                all 6 alarms OK

                EXECUTION   REVISION  STATE        STAGE    SINCE   REASON
                checkout#2  v3        rolled back  one_box  0s ago  alarm `errors` (eu-west-1) fired: 0.21 (prometh…

                """)
    }

    @Test("status of a large fleet is by region, with what is not well")
    func largeFleet() {
        var world = LiveWorld()
        let definition = Checkout.definition(regions: ["東京", "us-east-1"], size: 30)
        world.outcome = { effect in
            guard effect.values.target?.name == "東京-7" else { return .succeeded(output: "") }
            return .failed(EffectFailure(cause: .timedOut, message: "no answer"))
        }
        world.runToEnd(world.start(definition, "v2"))
        let text = ViewText.status(StatusView(world.state, now: world.now), now: world.now, width: 80)
        #expect(text.contains("東京            30  "))
        #expect(text.contains("us-east-1       30  v2 ×1, unknown ×29"))
        #expect(text.contains("東京-7   東京    failed     unknown"))
        #expect(!text.contains("us-2"))
    }

    @Test("history is a table, newest first")
    func history() {
        #expect(
            ViewText.history(HistoryView(Self.world().state), width: 120) == """
                EXECUTION   REVISION  STATE        STARTED (UTC)     TOOK  EXPOSED  DETECTED  BY   BECAUSE
                checkout#2  v3        rolled back  2026-10-05 12:03  7.5s      50%  after 3s  ada
                checkout#1  v2        succeeded    2026-10-05 12:03   32s     100%            ada  gift cards

                """)
    }

    @Test("explain says the reason, since when, until when, and who can end it")
    func explain() {
        var world = LiveWorld()
        let id = world.start(Checkout.definition(approvals: [ApproveStep(people: ["ana"])]), "v2")
        world.run(for: .seconds(30))
        let text = ViewText.explain(ExplainView(world.state, execution: id, now: world.now), now: world.now, width: 80)
        #expect(
            text == """
                checkout#1 (v2) at checkout.one_box
                    checkout.production asks for approval of checkout#1
                    since 12:03:04 UTC, 30s · until 2026-10-12 12:03 UTC, in 6d23h · ended by
                    `sluice approve checkout.production` by ana

                """)
    }

    @Test("explain fits one screen however much there is to say", arguments: [(80, 24), (80, 8), (40, 10), (120, 5)])
    func explainFits(width: Int, height: Int) {
        let world = Self.world(Checkout.definition())
        let text = ViewText.explain(
            ExplainView(world.state, pipeline: "checkout", now: world.now), now: world.now, width: width, height: height)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(!lines.isEmpty && lines.count <= height)
        #expect(lines.allSatisfy { CellWidth.of($0) <= width })
    }

    @Test("plan shows stages, steps, guards, silenced rules and closed gates")
    func plan() {
        let definition = Checkout.definition(regions: ["eu-west-1", "us-east-1"], approvals: [ApproveStep(people: ["ana"])])
        let now = LiveWorld().now
        #expect(
            ViewText.plan(PlanView(definition, revision: "v3", state: EngineState(), now: now), width: 80) == """
                Plan of checkout at v3: 8 targets in 3 stages, takes at least 15s of baking

                STAGE      PHASE       TARGETS  SHARE  REACHED  GATES             WHERE
                one_box    production        2    25%      25%  closed: approval  eu-west-1 1, …
                regions-1  production        3    38%      63%  open              eu-west-1 3
                regions-2  production        3    38%     100%  open              us-east-1 3

                Closed now
                  one_box: checkout.production asks for approval of checkout, until 2026-10-12
                           12:03 UTC; ended by `sluice approve checkout.production` by ana

                Steps
                  one_box: deploy 2 targets with host rolling 33%; bake 5s until its condition
                           holds at_most 25s
                  regions-1, regions-2: deploy 3 targets with host rolling 33%; bake 5s until
                                        its condition holds at_most 25s

                Guards
                  one_box, regions-1, regions-2:
                      watches errors, health; on alarm: roll back the region

                Silenced safety rules
                  S150  a demonstration may run at any hour

                """)
    }

    @Test("plan says that a revision is marked bad, and why")
    func markedBad() {
        let world = Self.world()
        let definition = Checkout.definition(regions: ["eu-west-1", "us-east-1"], size: 2)
        let text = ViewText.plan(PlanView(definition, revision: "v3", state: world.state, now: world.now), width: 80)
        #expect(text.contains("v3 is marked bad: alarm `errors` (eu-west-1) fired"))
    }

    @Test("tables become records where they are too wide, and nothing is wider than the screen", arguments: [20, 40, 80, 120])
    func widths(width: Int) {
        let world = Self.world(Checkout.definition(regions: ["東京-リージョン", "eu-west-1"]))
        let texts = [
            ViewText.status(StatusView(world.state, now: world.now), now: world.now, width: width),
            ViewText.history(HistoryView(world.state), width: width),
        ]
        for line in texts.flatMap({ $0.split(separator: "\n") }) { #expect(CellWidth.of(line) <= max(width, 30), "\(line)") }
        let coloured = ViewText.status(StatusView(world.state, now: world.now), now: world.now, style: .ansi, width: width)
        #expect(withoutColours(coloured) == texts[0])
    }

    @Test("an empty store says how to begin")
    func empty() {
        let now = LiveWorld().now
        #expect(ViewText.status(StatusView(EngineState(), now: now), now: now, width: 80).contains("sluice run FILE"))
        #expect(ViewText.history(HistoryView(EngineState()), width: 80).contains("No execution yet"))
        #expect(ViewText.explain(ExplainView(EngineState(), pipeline: "x", now: now), now: now, width: 80).contains("Nothing waits"))
    }

    @Test("JSON is one document with the promised keys")
    func json() throws {
        let world = Self.world()
        let history = try CanonicalValue(parsing: ViewJSON.text(of: HistoryView(world.state)).utf8)
        guard case .list(let rows) = history, case .object(let members) = rows.first else {
            Issue.record("history is no list of objects")
            return
        }
        #expect(
            members.map(\.key) == [
                "id", "pipeline", "revision", "state", "started", "ended", "by", "because", "exposed", "detected_after",
            ])
        #expect(rows.first?["detected_after"] == .number("3"))
        let status = try CanonicalValue(parsing: ViewJSON.text(of: StatusView(world.state, now: world.now)).utf8)
        guard case .list(let pipelines) = status["pipelines"], case .object(let pipeline) = pipelines.first else {
            Issue.record("status has no pipelines")
            return
        }
        #expect(pipeline.map(\.key) == ["name", "definition", "stages", "targets", "alarms"])
    }
}
