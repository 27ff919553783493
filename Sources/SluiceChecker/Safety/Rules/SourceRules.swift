import SluiceModel

extension SafetyRules {
    /// Where a revision comes from, and what it has passed before production.
    static let sourceRules: [SafetyRule] = [
        SafetyRule(
            "S170", .error, "a source of production asks for no review",
            why:
                "One person, or one stolen key, could put anything in front of users. `require review` takes only what somebody else approved.",
            wrong: "source git(\"../shop.git\", branch: \"main\") every 30s",
            right: "source git(\"../shop.git\", branch: \"main\") every 30s { require review }"
        ) { view in
            guard view.sites.contains(where: \.isProduction) else { return [] }
            return (view.origins?.sources ?? []).filter { !$0.requiresReview }.map {
                view.finding(
                    "S170", clause: $0.clause, says: "its source takes revisions that nobody has reviewed",
                    fix: "add `{ require review }`")
            }
        },
        SafetyRule(
            "S171", .error, "production comes first",
            why:
                "Users would be the first to run the revision. A stage before production that deploys it to an environment of its own, and "
                + "a test there (`run` or `require`), find what is broken for everybody.",
            wrong: "stage beta { run \"make test\" timeout 10m }",
            right: "stage beta { deploy beta with host; run \"./test\" timeout 10m }", find: untested),
        SafetyRule(
            "S172", .warning, "production is deployed in another way than before",
            why: "What has been tried before production is then not the way that production gets: the deployer itself is untested.",
            wrong: "deployer other { install \"./other ${target.name} ${revision}\"; timeout 5m }\n"
                + "stage beta { deploy beta with other; run \"./test\" timeout 10m }",
            right: "stage beta { deploy beta with host; run \"./test\" timeout 10m }", find: otherDeployers),
        SafetyRule(
            "S173", .warning, "nothing pins what was built",
            why:
                "Between the build and a deploy weeks later, a file or a tag can change. `artifact` stores what was built under its digest: "
                + "every target, and every rollback, gets these bytes and no others.",
            wrong: "stage build { run \"make\" timeout 10m }",
            right: "stage build { run \"make\" timeout 10m; artifact \"dist/shop.tar.gz\" }", find: unpinned),
    ]

    private static func untested(_ view: SafetyView) -> [SafetyFinding] {
        guard let production = view.waves.first else { return [] }
        let before = view.sites.prefix(production.position).filter { !$0.isProduction }
        let clause = view.phaseHead(of: production)
        guard let deployed = before.first(where: { !$0.deploys.isEmpty }) else {
            return [
                view.finding(
                    "S171", at: production, clause: clause, says: "production is the first to run the revision",
                    fix: "put a stage before it: `stage beta { deploy BETA with DEPLOYER; run \"./test\" timeout 10m }`")
            ]
        }
        let ownTests = deployed.steps.drop { $0.step.deploys.isEmpty }
        let tests = ownTests.map(\.step) + before.filter { $0.position > deployed.position }.flatMap { $0.steps.map(\.step) }
        guard !tests.contains(where: \.isTest) else { return [] }
        return [
            view.finding(
                "S171", at: production, clause: clause,
                says: "`\(deployed.stage.name)` before it deploys the revision, and nothing tests it there",
                fix: "add a test after that deploy: `run \"./test\" timeout 10m`")
        ]
    }

    private static func otherDeployers(_ view: SafetyView) -> [SafetyFinding] {
        guard let production = view.waves.first else { return [] }
        let tried = Set(view.sites.prefix(production.position).filter { !$0.isProduction }.flatMap { $0.deploys.map(\.step.deployer) })
        guard !tried.isEmpty else { return [] }
        return view.waves.flatMap { wave in
            wave.deploys.filter { !tried.contains($0.step.deployer) }.map {
                view.finding(
                    "S172", .warning, at: wave, clause: $0.clause?.part("with"),
                    says: "deployer `\($0.step.deployer)` was not tried before production",
                    fix: "use the same deployer in the stage before production")
            }
        }
    }

    private static func unpinned(_ view: SafetyView) -> [SafetyFinding] {
        guard !view.waves.isEmpty, let firstDeploy = view.sites.first(where: { !$0.deploys.isEmpty }) else { return [] }
        let before = view.sites.prefix(firstDeploy.position)
        guard let build = before.first(where: { !$0.runs.isEmpty }),
            !view.sites.contains(where: { $0.steps.contains(where: \.step.isArtifact) })
        else { return [] }
        return [
            view.finding(
                "S173", .warning, at: build, says: "`\(build.stage.name)` runs before the deploy, and no artifact pins what it made",
                fix: "add `artifact \"PATH\"` to it, and use `${artifact.NAME}` in the deployer")
        ]
    }
}

extension Step {
    fileprivate var isTest: Bool {
        switch self {
        case .run, .require: true
        case .parallel(let steps): steps.contains(where: \.isTest)
        case .deploy, .bake, .approve, .wait, .artifact, .notify: false
        }
    }

    fileprivate var isArtifact: Bool {
        if case .artifact = self { true } else { false }
    }
}
