import SluiceModel

extension SafetyRules {
    /// Single steps: time-outs, repetition, commands.
    static let stepRules: [SafetyRule] = [
        SafetyRule(
            "S156", .error, "a step states no time-out",
            why:
                "A command that hangs holds its stage, and everything behind it, until somebody looks. How long is too long only its author "
                + "knows: say it at `run` and `approve` (`timeout`) and at `verify` (`within`), or for all `run`s in `defaults { timeout … }`.",
            wrong: "stage beta { deploy beta with host; run \"./test\" }",
            right: "stage beta { deploy beta with host; run \"./test\" timeout 10m }", find: missingTimeouts),
        SafetyRule(
            "S157", .error, "a step is repeated that is not safe to repeat",
            why: "After a failure nobody knows how much of it was done; a second run may do it twice.",
            wrong: "stage beta { deploy beta with host; run \"./migrate\" timeout 10m retry 2 }",
            right: "stage beta { deploy beta with host; run \"./migrate\" timeout 10m retry 2 safe_to_repeat true }"
        ) { view in
            view.sites.flatMap { site in
                site.runs.filter { $0.step.retries > 0 && !$0.step.isSafeToRepeat }.map { run, clause in
                    let stated = clause.map { $0.modifier("retry") == nil ? site.origin?.block.setting("retry") ?? $0 : $0.part("retry") }
                    return view.finding(
                        "S157", at: site, clause: stated,
                        says: "`run \(run.name ?? run.command.scriptText)` has `retry` and is not safe to repeat",
                        fix: "add `safe_to_repeat true` if it is, or remove `retry`")
                }
            }
        },
        SafetyRule(
            "S174", .warning, "a shell reads a late value as text",
            why:
                "A revision or a target's attribute is data: whoever may push a tag chooses it. `raw(…)`, and a second shell that reads the "
                + "text again (`sh -c \"…\"`, `eval`, `ssh HOST \"…\"`), make commands of it. A list of arguments, `on HOST`, or an "
                + "environment variable keeps it data.",
            wrong: "stage beta { deploy beta with host; run \"./test ${raw(revision)}\" timeout 10m }",
            right: "stage beta { deploy beta with host; run \"./test ${revision}\" timeout 10m }", find: rawValues),
        SafetyRule(
            "S175", .warning, "a secret stands in a command line",
            why:
                "Every user of the machine sees command lines (`ps`), and shells and audit logs keep them. An environment variable is private.",
            wrong: "stage beta { deploy beta with host; run \"./test --token ${secret(\"TOKEN\")}\" timeout 10m }",
            right: "stage beta { deploy beta with host; run \"./test\" env [\"TOKEN\": secret(\"TOKEN\")] timeout 10m }",
            find: secretsInLines),
    ]

    // MARK: Time-outs

    /// What a script states is known from the script alone: a definition has the default written in.
    private static func missingTimeouts(_ view: SafetyView) -> [SafetyFinding] {
        let steps = view.sites.flatMap { site in
            site.steps.compactMap { placed -> SafetyFinding? in
                guard let clause = placed.clause, clause.modifier("timeout") == nil else { return nil }
                switch placed.step {
                case .run(let run) where site.origin?.block.setting("timeout") == nil:
                    return view.finding(
                        "S156", at: site, clause: clause,
                        says: "`run \(run.name ?? run.command.scriptText)` states no time-out, and none is inherited",
                        fix: "add `timeout 10m`, or `defaults { timeout 10m }` around it")
                case .approve: return view.untimedApproval(at: site, clause)
                case .run, .deploy, .bake, .wait, .require, .artifact, .notify, .parallel: return nil
                }
            }
        }
        return steps + untimedGates(view) + untimedVerifies(view)
    }

    private static func untimedGates(_ view: SafetyView) -> [SafetyFinding] {
        (view.origins?.phases ?? []).flatMap { phase -> [SafetyFinding] in
            guard let first = view.sites.first(where: { $0.stage.phase == phase.name }) else { return [] }
            return phase.approvals.filter { $0.modifier("timeout") == nil }.map { view.untimedApproval(at: first, $0) }
        }
    }

    private static func untimedVerifies(_ view: SafetyView) -> [SafetyFinding] {
        view.definition.deployers.flatMap { deployer -> [SafetyFinding] in
            let users = view.sites.filter { $0.deploys.contains { $0.step.deployer == deployer.name } }
            let verifies = view.origin(of: deployer)?.clauses.filter { $0.word == "verify" && $0.modifier("within") == nil } ?? []
            return verifies.map {
                view.finding(
                    "S156", at: users, clause: $0, says: "`verify` of deployer `\(deployer.name)` does not say within what time",
                    fix: "add `within 30s`, say")
            }
        }
    }

    // MARK: Commands

    private static func rawValues(_ view: SafetyView) -> [SafetyFinding] {
        view.commands.compactMap { placed in
            if let reference = placed.command.rawReference {
                return view.finding(
                    "S174", .warning, at: placed.sites, clause: placed.clause,
                    says: "`raw(\(reference.scriptText))` makes a command of whatever it holds", fix: "write `${\(reference.scriptText)}`")
            }
            guard let shell = SecondShell.rereading(placed.command) else { return nil }
            return view.finding(
                "S174", .warning, at: placed.sites, clause: placed.clause,
                says: "`\(shell.program)` reads `\(shell.reference.scriptText)` once more as shell text",
                fix: shell.program == "ssh"
                    ? "write `run … on HOST`, which quotes it for the far shell too"
                    : "pass it as an argument or in `env`, and name it `\"$1\"` or `\"$NAME\"` in the text")
        }
    }

    private static func secretsInLines(_ view: SafetyView) -> [SafetyFinding] {
        view.commands.compactMap { placed in
            guard let name = placed.command.lineTemplates.flatMap(\.secrets).first else { return nil }
            return view.finding(
                "S175", .warning, at: placed.sites, clause: placed.clause,
                says: "the secret `\(name)` stands in the command line, where others can see it",
                fix: "pass it as a variable: `env [\"\(name)\": secret(\"\(name)\")]`")
        }
    }
}

extension SafetyView {
    struct PlacedCommand {
        let command: CommandTemplate
        let sites: [Site]
        let clause: ClauseOrigin?
    }

    fileprivate func untimedApproval(at site: Site, _ clause: ClauseOrigin) -> SafetyFinding {
        finding(
            "S156", at: site, clause: clause, says: "an approval states no time-out: it would wait 7 days, and hold what is behind it",
            fix: "add `timeout 2d`, say")
    }

    /// Every `run` and every command of a deployer, with the stages that carry it out.
    var commands: [PlacedCommand] {
        let runs = sites.flatMap { site in
            site.runs.map { PlacedCommand(command: $0.step.command, sites: [site], clause: $0.clause) }
        }
        let installs = definition.deployers.flatMap { deployer -> [PlacedCommand] in
            let users = sites.filter { $0.deploys.contains { $0.step.deployer == deployer.name } }
            let clauses = origin(of: deployer)
            let commands = [("install", deployer.install), ("current", deployer.current), ("uninstall", deployer.uninstall)]
            return commands.compactMap { word, command in
                command.map { command in
                    PlacedCommand(
                        command: command, sites: users, clause: clauses?.clauses.first { $0.word == word } ?? clauses?.head)
                }
            }
        }
        return runs + installs
    }
}

extension CommandTemplate {
    /// What becomes the command line: everything but the environment and the folder.
    var lineTemplates: [Template] {
        switch form {
        case .shell(let template): [template]
        case .arguments(let templates): templates
        }
    }

    fileprivate var rawReference: LateReference? {
        for part in lineTemplates.flatMap(\.parts) {
            if case .raw(let reference) = part { return reference }
        }
        return nil
    }
}
