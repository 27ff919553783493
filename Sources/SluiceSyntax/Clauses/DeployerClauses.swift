extension ClauseTable {
    private static let command = ClauseParameter("command", .expression("String or List"), "Shell text, or a list of arguments.")
    private static let onHost = ModifierRow(
        "on", [ClauseParameter("host", .expression("String"))], "Runs there over OpenSSH, quoted for that shell.")

    static let deployerRows: [ClauseRow] = [
        ClauseRow(
            "install", .deployer, in: [.deployer], [command], modifiers: [onHost],
            "Puts the revision on the target; must be safe to repeat.",
            example: "install \"deploy.sh ${target.address} ${revision}\""),
        ClauseRow(
            "verify", .deployer, in: [.deployer], [ClauseParameter("condition", .expression("Condition"))],
            modifiers: [
                ModifierRow("within", [ClauseParameter("limit", .expression("Duration"))], default: "30s", "How long it may take to hold.")
            ], "Says when the target is healthy after an installation.",
            example: "verify http(\"http://${target.address}/health\") == 200 within 30s"),
        ClauseRow(
            "current", .deployer, in: [.deployer], [command], modifiers: [onHost],
            "Prints the revision that the target runs, in one line; targets that have it are skipped.",
            example: "current \"cat /srv/${target.name}/VERSION\""),
        ClauseRow(
            "uninstall", .deployer, in: [.deployer], [command], modifiers: [onHost],
            "Removes the revision from a target that had none before.", example: "uninstall \"remove.sh ${target.address}\""),
        ClauseRow(
            "env", .deployer, in: [.deployer], [ClauseParameter("variables", .expression("Map"))],
            "Environment variables of the deployer's commands; secrets belong here.", example: "env [\"TOKEN\": secret(\"DEPLOY_TOKEN\")]"),
        ClauseRow(
            "timeout", .deployer, in: [.deployer], [ClauseParameter("duration", .expression("Duration"))],
            "How long each of the deployer's commands may take.", example: "timeout 5m"),
        ClauseRow(
            "on", .deployer, in: [.deployer], [ClauseParameter("trigger", .expression("String"))],
            "Runs the deployer's commands on this host over OpenSSH.", example: "on \"${target.address}\""),
    ]
}
