extension ClauseTable {
    private static let blocks: [Place] = [.pipeline, .phase, .stage, .wave]

    static let policyRows: [ClauseRow] = [
        ClauseRow(
            "window", .policy, in: blocks,
            [ClauseParameter("when", .expressionRun("Weekday, Range of Weekday or Range of TimeOfDay"), "Days, hours, or days and hours.")],
            modifiers: [zone], "Opens a time in which stages may start; several unite.",
            details: "A wave that has started is finished when the window closes.",
            example: "window mon..thu 09:00..16:00 in \"America/Los_Angeles\""),
        ClauseRow(
            "freeze", .policy, in: blocks, [ClauseParameter("when", .expression("Date or Range of Date"))], modifiers: [because, zone],
            "Closes a time in which no stage may start.", example: "freeze 2026-12-20..2027-01-02 because \"holidays\""),
        ClauseRow(
            "block", .policy, in: blocks, [ClauseParameter("alarms", .expressionList("Alarm"), after: "when")],
            "Starts no stage while one of the alarms fires.", example: "block when team"),
        ClauseRow(
            "watch", .policy, in: blocks, [ClauseParameter("alarms", .expressionList("Alarm"))],
            "Rolls back when one of the alarms fires during deploy or bake.", example: "watch errors, health"),
        ClauseRow(
            "on", .policy, in: blocks,
            [
                ClauseParameter("trigger", .word(["alarm", "failure"])),
                ClauseParameter("response", .word(["rollback", "nothing"])),
                ClauseParameter("scope", .word(["region", "wave", "phase"]), optional: true, "How far back; `region` if left out."),
            ], "Says what an alarm or a failed step leads to.", example: "on alarm rollback region"),
        ClauseRow(
            "rollback", .policy, in: blocks, [],
            modifiers: [
                ModifierRow(
                    "rolling", [ClauseParameter("share", .expression("Int or Percent"))], default: "50%",
                    "How many targets of a region may be out at once on the way back.")
            ], "Sets the pace of going back.", example: "rollback rolling 50%"),
        ClauseRow("production", .policy, in: blocks, [], "Marks the block as production for the safety rules.", example: "production"),
        ClauseRow(
            "allow", .policy, in: blocks, [ClauseParameter("rule", .word([]), "The code of a safety rule.")], modifiers: [becauseRequired],
            "Silences one safety rule in this block, with a reason.", example: "allow S131 because \"two hosts only\""),
    ]
}
