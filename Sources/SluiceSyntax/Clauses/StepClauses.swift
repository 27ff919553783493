extension ClauseTable {
    private static let steps: [Place] = [.stage, .wave, .parallel]

    static let commandModifiers: [ModifierRow] = [
        ModifierRow("in", [ClauseParameter("folder", .expression("String"))], "The folder to run in."),
        ModifierRow("env", [ClauseParameter("variables", .expression("Map"))], "Environment variables; secrets belong here."),
        ModifierRow("on", [ClauseParameter("host", .expression("String"))], "Runs there over OpenSSH, quoted for that shell."),
        timeout,
    ]

    static let stepRows: [ClauseRow] = [
        ClauseRow(
            "deploy", .step, in: steps, [ClauseParameter("fleet", .expression("Fleet"), "The targets that get the revision.")],
            modifiers: [
                ModifierRow("with", [ClauseParameter("deployer", .expression("Deployer"))], required: true, "How each target gets it."),
                ModifierRow(
                    "rolling", [ClauseParameter("share", .expression("Int or Percent"))], default: "33%",
                    "How many targets of a region may be out at once: a share is rounded down, at least one."),
                ModifierRow(
                    "one", [ClauseParameter("unit", .word(["zone", "cell"]))], trailing: ["at", "a", "time"],
                    "Finishes one zone or cell before the next begins."),
                ModifierRow(
                    "max_failures", [ClauseParameter("share", .expression("Int or Percent"))], default: "0",
                    "How many targets may fail before the stage does."),
                ModifierRow(
                    "share", [ClauseParameter("share", .expression("Percent"))], default: "100%",
                    "The part of each target's load that gets the revision, for flags and traffic."),
                timeout,
                ModifierRow(
                    "allow_empty", [ClauseParameter("allowed", .expression("Bool"))], default: "false", "Whether no target is fine."),
            ], "Brings the revision to every target of a fleet.",
            details: "Regions run in parallel and are judged separately; inside one, a sliding window of targets is out.",
            example: "deploy prod with host rolling 33% one zone at a time max_failures 0 timeout 10m"),
        ClauseRow(
            "run", .step, in: steps, [ClauseParameter("command", .expression("String or List"), "Shell text, or a list of arguments.")],
            modifiers: commandModifiers + [
                ModifierRow(
                    "retry", [ClauseParameter("count", .expression("Int"))], default: "0", "How often it is repeated after a failure."),
                ModifierRow(
                    "backoff", [ClauseParameter("duration", .expression("Duration"))], default: "1s",
                    "The pause before the first repetition; it doubles with each."),
                ModifierRow(
                    "safe_to_repeat", [ClauseParameter("safe", .expression("Bool"))], default: "false",
                    "Whether it may run again when a crash left its outcome unknown."),
                ModifierRow("as", [ClauseParameter("name", .label)], "A name for the step, for `status` and `promote … past`."),
            ], "Runs a command; a status other than 0 fails the stage.",
            details: "In a wave that names `target` or `region` it runs once for each of them.",
            example: "run \"./integration-test ${revision}\" in \"tests\" timeout 10m retry 2 backoff 5s safe_to_repeat true as integration"
        ),
        ClauseRow(
            "bake", .step, in: steps,
            [ClauseParameter("duration", .expression("Duration"), "Observed time; gaps in observation do not count.")],
            modifiers: [
                ModifierRow(
                    "watching", [ClauseParameter("alarms", .expressionList("Alarm"))], "Alarms to watch besides the inherited ones."),
                ModifierRow("until", [ClauseParameter("condition", .expression("Condition"))], "Must also hold: enough traffic was seen."),
                ModifierRow("at_most", [ClauseParameter("limit", .expression("Duration"))], "Fails when it is not over by then."),
            ], "Watches the revision for a while before it goes further.",
            example: "bake 1h watching errors, health until requests >= 100 at_most 6h"),
        ClauseRow(
            "approve", .step, in: steps + [.phase],
            [
                ClauseParameter("what", .expression("Int"), optional: true, "How many people must agree."),
                ClauseParameter("people", .labelList, optional: true, after: "of", "Who may agree; anybody, if left out."),
            ],
            modifiers: [
                ModifierRow("message", [ClauseParameter("text", .expression("String"))], "What they are asked."),
                ModifierRow(
                    "timeout", [ClauseParameter("duration", .expression("Duration"))], default: "7d", "Then it counts as rejected."),
            ], "Waits until people agree to this revision; in a phase it is the entry gate.",
            example: "approve 2 of alice, bob, carol message \"ready?\" timeout 2d"),
        ClauseRow(
            "wait", .step, in: steps, [ClauseParameter("duration", .expression("Duration"))], "Waits; nothing is watched beyond the usual.",
            example: "wait 10m"),
        ClauseRow(
            "require", .step, in: steps, [ClauseParameter("condition", .expression("Condition"))],
            modifiers: [
                ModifierRow("within", [ClauseParameter("limit", .expression("Duration"))], default: "0s", "How long it may take to hold."),
                ModifierRow("else", [ClauseParameter("message", .expression("String"))], "What to say when it does not hold."),
            ], "Fails the stage unless the condition holds.",
            example: "require coverage(\"coverage.xml\") >= 80% within 30s else \"coverage fell\""),
        ClauseRow(
            "artifact", .step, in: steps, [ClauseParameter("path", .expression("String"))],
            modifiers: [ModifierRow("as", [ClauseParameter("name", .label)], "Later `${artifact.NAME}` is its path.")],
            "Keeps a file by its digest; every later step gets exactly these bytes.", example: "artifact \"dist/checkout.tar.gz\" as bundle"
        ),
        ClauseRow(
            "notify", .step, in: [.pipeline] + steps,
            [ClauseParameter("command", .expression("String or List or Signal"), "A command, or `http(…)`.")],
            modifiers: [ModifierRow("on", [ClauseParameter("events", .wordList([]))], "The events that are told.")],
            "Tells others what happened; a failure to do so never stops a rollout.",
            example: "notify \"./notify.sh ${pipeline}\" on rolled_back, failed"),
    ]
}
