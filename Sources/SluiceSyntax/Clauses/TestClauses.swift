extension ClauseTable {
    private static let afterDuration = ClauseParameter("delay", .expression("Duration"), after: "after")

    static let testRows: [ClauseRow] = [
        ClauseRow(
            "test", .test, in: [.script], [ClauseParameter("name", .expression("String"))], block: ClauseBlock(.test),
            "Declares a test that `sluice test` runs.",
            example: "test \"a good revision succeeds\" { expect (simulate checkout at \"v2\").outcome == \"succeeded\" }"),
        ClauseRow(
            "expect", .test, in: [.test, .function], [ClauseParameter("condition", .expression("Bool"))],
            "Fails the test unless it is true, and shows the value of each part.", example: "expect r.outcome == \"rolled_back\""),
        ClauseRow(
            "fail", .test, in: Place.allCases, [ClauseParameter("message", .expression("String"))], "Stops with an error at this place.",
            example: "fail \"no targets in ${name}\""),
        ClauseRow(
            "simulate", .test, in: [.test, .script, .function], [ClauseParameter("what", .expression("Pipeline"))],
            modifiers: [
                atRevision,
                ModifierRow("seed", [ClauseParameter("seed", .expression("Int"))], default: "1", "The same seed gives the same result."),
                ModifierRow(
                    "runs", [ClauseParameter("count", .expression("Int"))], default: "1", "How many simulations, each with another seed."),
                ModifierRow("from", [ClauseParameter("instant", .expression("Instant"))], "When the simulated clock starts."),
            ], block: ClauseBlock(.simulation, optional: true), yieldsValue: true,
            "Runs a pipeline against a virtual clock and modelled targets, and returns what happened.",
            example: "simulate checkout at \"v2\" seed 7 { previous \"v1\" }"),
        ClauseRow(
            "previous", .test, in: [.simulation], [ClauseParameter("revision", .expression("String"))],
            "What every target runs at the start.",
            example: "previous \"v1\""),
        ClauseRow(
            "install", .test, in: [.simulation], [],
            modifiers: [
                ModifierRow(
                    "takes", [ClauseParameter("duration", .expression("Duration or Range of Duration"))], "How long an installation lasts."),
                ModifierRow("fails", [ClauseParameter("share", .expression("Percent"))], default: "0%", "The share that fails."),
            ], "Describes the installations of the modelled world.", example: "install takes 20s..40s fails 0.1%"),
        ClauseRow(
            "fault", .test, in: [.simulation], [ClauseParameter("alarm", .expression("Alarm"))],
            modifiers: [
                ModifierRow(
                    "after", [ClauseParameter("delay", .expression("Duration"))], default: "0s", "Counted from the first installation."),
                ModifierRow("in", [ClauseParameter("region", .expression("String"))], "Only there."),
            ], "Makes an alarm's condition true.", example: "fault health after 10m in \"eu-west-1\""),
        ClauseRow(
            "revision", .test, in: [.simulation], [ClauseParameter("revision", .expression("String"))],
            modifiers: [ModifierRow("arrives", [afterDuration], required: true, "When it arrives, counted from the start.")],
            "Lets another revision arrive.", example: "revision \"v3\" arrives after 2h"),
    ]
}
