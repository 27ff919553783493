extension ClauseTable {
    static let structureRows: [ClauseRow] = [
        ClauseRow(
            "source", .structure, in: [.pipeline], [ClauseParameter("from", .expression("Source"), "Where revisions come from: `git(…)`.")],
            modifiers: [
                ModifierRow("every", [ClauseParameter("interval", .expression("Duration"))], default: "30s", "How often it is looked at.")
            ], block: ClauseBlock(.source, optional: true), "Names where new revisions come from.",
            example: "source git(\"../checkout.git\", branch: \"main\") every 30s { require review }"),
        ClauseRow(
            "require", .structure, in: [.source], [ClauseParameter("condition", .expression("review or Condition"))],
            "Takes only revisions of which this holds; `review` means that somebody else approved the change.", example: "require review"),
        ClauseRow(
            "param", .structure, in: [.pipeline],
            [
                ClauseParameter("name", .label, "The name used in the pipeline and in `start … with`."),
                ClauseParameter("default", .expression("any value"), optional: true, after: "="),
            ], "Declares a value that `start … with [\"name\": value]` sets for one execution.", example: "param note = \"none\""),
        ClauseRow(
            "stage", .structure, in: [.pipeline, .phase], [ClauseParameter("name", .label)], block: ClauseBlock(.stage),
            "Groups steps that a revision passes together; one revision at a time is in it.",
            example: "stage build { run \"make test\" timeout 10m }"),
        ClauseRow(
            "phase", .structure, in: [.pipeline], [ClauseParameter("name", .label)], block: ClauseBlock(.phase),
            "Groups stages and waves that share gates, alarms and rollback.",
            details: "A phase named `production` counts as production for the safety rules.",
            example: "phase production { wave one_box { deploy first with host; bake 1h } }"),
        ClauseRow(
            "wave", .structure, in: [.pipeline, .phase], [ClauseParameter("name", .label)], block: ClauseBlock(.wave),
            "Groups steps for a part of the fleet: deploy, then watch, before the next wave gets the revision.",
            example: "wave one_box { deploy first with host; bake 1h }"),
        ClauseRow(
            "parallel", .structure, in: [.stage, .wave], [], block: ClauseBlock(.parallel),
            "Runs the steps in it at the same time and goes on when all have ended.",
            example: "parallel { run \"./test-a\"; run \"./test-b\" }"),
        ClauseRow(
            "mode", .structure, in: [.pipeline], [ClauseParameter("mode", .word(["superseded", "queued"]))],
            "Says what happens to a revision that waits when a newer one arrives.",
            details: "`superseded`: the newest wins and the older one ends. `queued`: they go in order.", example: "mode queued"),
        ClauseRow(
            "owner", .structure, in: [.pipeline], [ClauseParameter("owner", .expression("String"))],
            "Names who answers for the pipeline; shown wherever it waits for a person.", example: "owner \"team-checkout\""),
        ClauseRow(
            "safety", .structure, in: [.pipeline], [ClauseParameter("level", .word(["strict"]))],
            "Makes `start` and `activate` refuse a pipeline that breaks a safety rule of severity E.", example: "safety strict"),
        ClauseRow(
            "defaults", .structure, in: [.pipeline, .phase, .stage, .wave], [], block: ClauseBlock(.defaults),
            "Sets what steps below use unless they say otherwise.", example: "defaults { timeout 10m rolling 33% }"),
    ]

    static let settingRows: [ClauseRow] = [
        ClauseRow(
            "timeout", .structure, in: [.defaults], [ClauseParameter("duration", .expression("Duration"))],
            "The time-out of steps that state none.", example: "timeout 10m"),
        ClauseRow(
            "rolling", .structure, in: [.defaults], [ClauseParameter("share", .expression("Int or Percent"))],
            "How many targets of a region may be out at once.", example: "rolling 33%"),
        ClauseRow(
            "one", .structure, in: [.defaults], [ClauseParameter("unit", .word(["zone", "cell"]))], trailing: ["at", "a", "time"],
            "Finishes one zone or cell before the next begins.", example: "one zone at a time"),
        ClauseRow(
            "max_failures", .structure, in: [.defaults], [ClauseParameter("share", .expression("Int or Percent"))],
            "How many targets may fail before the stage does.", example: "max_failures 0"),
        ClauseRow(
            "retry", .structure, in: [.defaults], [ClauseParameter("what", .expression("Int"))],
            "How often a `run` that failed is repeated.",
            example: "retry 1"),
        ClauseRow(
            "backoff", .structure, in: [.defaults], [ClauseParameter("duration", .expression("Duration"))],
            "The pause before the first repetition; it doubles with each.", example: "backoff 5s"),
    ]
}
