extension ClauseTable {
    private static let acting: [Place] = [.script, .function]

    private static func what(_ type: String, optional: Bool = false) -> [ClauseParameter] {
        [ClauseParameter("what", .expression(type), optional: optional)]
    }

    private static func command(
        _ word: String, _ parameters: [ClauseParameter], _ modifiers: [ModifierRow] = [], _ summary: String, details: String = "",
        _ example: String
    ) -> ClauseRow {
        ClauseRow(
            word, .command, in: acting, parameters, modifiers: modifiers, yieldsValue: true, summary, details: details, example: example)
    }

    private static let holder = "Pipeline or stage"
    private static let subject = "Execution, Pipeline or stage"
    private static let until = ModifierRow(
        "until", [ClauseParameter("condition", .expression("Condition"))], "Waits for this to hold rather than for a time.")
    private static let atMost = ModifierRow(
        "at_most", [ClauseParameter("limit", .expression("Duration"))], "Stops the script when it does not hold by then.")

    static let commandRows: [ClauseRow] = [
        command(
            "activate", what("Pipeline"), [], "Makes this definition of a pipeline the one that new executions follow.", "activate checkout"
        ),
        command(
            "start", what("Pipeline"),
            [
                atRevision, ModifierRow("with", [ClauseParameter("parameters", .expression("Map"))], "Values for the pipeline's `param`s."),
                because,
            ],
            "Sends a revision through a pipeline and returns its execution at once.", "start checkout at \"v2\" because \"first try\""),
        command("follow", what("Execution"), [], "Shows an execution until it ends, and returns it.", "follow _"),
        command("status", what("Pipeline or Execution", optional: true), [], "Says where everything is.", "status checkout"),
        command("history", what("Pipeline", optional: true), [], "Lists what happened, newest first.", "history checkout"),
        command("explain", what(subject), [], "Says why something is where it is, since when, and what would move it.", "explain checkout"),
        command("plan", what("Pipeline"), [atRevision], "Shows what a start would do, without doing it.", "plan checkout at \"v2\""),
        command(
            "approve", what(subject), [because], "Agrees to the revision that waits there.",
            "approve checkout.production because \"tested\""),
        command(
            "reject", what(subject), [becauseRequired], "Refuses the revision that waits there; it ends.",
            "reject checkout.production because \"wrong branch\""),
        command(
            "pause", what(holder), [because], "Starts no further stage there until `resume`.",
            "pause checkout.production because \"incident\""),
        command("resume", what(holder), [because], "Ends a `pause`.", "resume checkout.production"),
        command(
            "promote", what("Execution"),
            [
                ModifierRow(
                    "past", [ClauseParameter("gate", .label, "`window`, `freeze`, `block`, `approval`, `rollback`, `pause`, or a step.")],
                    required: true, "The gate or step that is passed over."),
                becauseRequired,
            ], "Lets one execution past one gate; asks first on a terminal.", "promote e past window because \"security fix\""),
        command(
            "rollback", what(subject),
            [
                ModifierRow(
                    "to", [ClauseParameter("revision", .expression("Revision or String"))], "Without it: each target's last good one."),
                becauseRequired,
            ],
            "Brings an earlier revision back; asks first on a terminal.", "rollback checkout.production to \"v1\" because \"errors\""),
        command("retry", what("Execution"), [], "Tries the failed step of an execution again.", "retry e"),
        command(
            "cancel", what("Execution"), [becauseRequired], "Ends an execution and rolls back what it left half done.",
            "cancel e because \"wrong one\""),
        command(
            "deploy", [ClauseParameter("fleet", .expression("Fleet"))],
            [
                ModifierRow("with", [ClauseParameter("deployer", .expression("Deployer"))], required: true, "How each target gets it."),
                ModifierRow(
                    "at", [ClauseParameter("revision", .expression("Revision or String"))], required: true, "The revision to deploy."),
                because,
            ], "Deploys to a fleet without a pipeline; asks first on a terminal.", "deploy prod with host at \"v2\""),
        command(
            "run", [ClauseParameter("command", .expression("String or List"))], commandModifiers,
            "Runs a command now; asks first on a terminal.",
            "run \"./migrate.sh\" timeout 5m"),
        command("measure", [ClauseParameter("signal", .expression("Signal or Condition"))], [], "Reads a signal once.", "measure requests"),
        command(
            "require", [ClauseParameter("condition", .expression("Condition"))],
            [
                ModifierRow("within", [ClauseParameter("limit", .expression("Duration"))], default: "0s", "How long it may take to hold."),
                ModifierRow("else", [ClauseParameter("message", .expression("String"))], "What to say when it does not hold."),
            ], "Stops the script unless the condition holds.", "require http(\"http://127.0.0.1/health\") == 200 within 30s"),
        command(
            "wait", [ClauseParameter("duration", .expression("Duration"), optional: true)], [until, atMost],
            "Waits for a time, or until a condition holds.", "wait until requests >= 100 at_most 10m"),
        ClauseRow(
            "print", .command, in: topLevel, [ClauseParameter("items", .expressionList("any value"))],
            "Writes values to the standard output, one line.", example: "print \"revision\", r.revision"),
    ]
}
