extension ClauseTable {
    static let topLevel: [Place] = [.script, .function, .test]

    static let becauseRequired = ModifierRow(
        "because", [ClauseParameter("reason", .expression("String"))], required: true, "Why; kept in the history.")
    static let because = ModifierRow("because", [ClauseParameter("reason", .expression("String"))], "Why; kept in the history.")
    static let atRevision = ModifierRow("at", [ClauseParameter("revision", .expression("Revision or String"))], "The revision meant.")
    static let timeout = ModifierRow(
        "timeout", [ClauseParameter("duration", .expression("Duration"))], "After this long it is stopped and counts as failed.")
    static let zone = ModifierRow(
        "in", [ClauseParameter("zone", .expression("String"))], default: "\"UTC\"", "Time zone, by its name in the tz database.")

    static let declarationRows: [ClauseRow] = [
        ClauseRow(
            "alarm", .declaration, in: topLevel,
            [
                ClauseParameter("name", .label, "How the alarm is called in scripts, status and history."),
                ClauseParameter("condition", .expression("Condition or Alarm"), after: "=", "True while users are hurt."),
            ],
            modifiers: [
                ModifierRow(
                    "for",
                    [ClauseParameter("breaching", .expression("Int")), ClauseParameter("datapoints", .expression("Int"), after: "of")],
                    default: "1 of 1", "It fires when so many of the last datapoints breach."),
                ModifierRow(
                    "every", [ClauseParameter("interval", .expression("Duration"))], default: "10s", "Time from one datapoint to the next."),
                ModifierRow(
                    "missing", [ClauseParameter("policy", .word(["breaching", "ok", "ignore", "keep"]))], default: "breaching",
                    "What a datapoint counts as that could not be read."),
            ], yieldsValue: true,
            "Declares a condition on a signal that stops and undoes rollouts while it holds.",
            details: """
                The condition compares a signal with a number, a share or a duration, or joins alarms with `and`, `or`, `not`; a joined \
                alarm takes no modifiers. `target` or `region` in it make one alarm for each.
                """,
            example: "alarm health = http(\"http://${target.address}/health\") != 200 for 2 of 3 every 5s missing breaching"),
        ClauseRow(
            "deployer", .declaration, in: topLevel, [ClauseParameter("name", .label, "How `deploy … with` calls it.")],
            block: ClauseBlock(.deployer), yieldsValue: true, "Declares how one target gets a revision.",
            details: "Its `install` must be safe to repeat: after a crash the same installation may run again.",
            example: """
                deployer host {
                    install "deploy.sh ${target.address} ${revision}"
                    verify http("http://${target.address}/health") == 200 within 30s
                }
                """),
        ClauseRow(
            "pipeline", .declaration, in: topLevel, [ClauseParameter("name", .label, "The pipeline's name in every command.")],
            block: ClauseBlock(.pipeline), yieldsValue: true, "Declares the way of a revision from its source to every target.",
            details: "Stages and phases run one after the other; each revision goes through all of them.",
            example: """
                pipeline checkout {
                    stage beta { deploy beta with host }
                    phase production {
                        wave one_box { deploy first with host; bake 1h watching errors }
                    }
                }
                """),
    ]
}
