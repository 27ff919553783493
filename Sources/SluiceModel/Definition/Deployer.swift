/// How a revision gets onto a target.
public struct DeployerDefinition: Hashable, Sendable, Codable {
    public struct Verification: Hashable, Sendable, Codable {
        public var condition: Condition
        public var within: Duration
        public init(condition: Condition, within: Duration) {
            self.condition = condition
            self.within = within
        }
    }

    public var name: DeployerName
    /// Safe to repeat, by contract.
    public var install: CommandTemplate
    /// All must hold at once.
    public var verify: [Verification]
    /// Prints one line: the revision that is there now.
    public var current: CommandTemplate?
    public var uninstall: CommandTemplate?
    /// Of one command.
    public var timeout: Duration

    public init(
        name: DeployerName, install: CommandTemplate, verify: [Verification] = [], current: CommandTemplate? = nil,
        uninstall: CommandTemplate? = nil, timeout: Duration = .seconds(300)
    ) {
        self.name = name
        self.install = install
        self.verify = verify
        self.current = current
        self.uninstall = uninstall
        self.timeout = timeout
    }

    /// The names of the secrets that a deploy with it takes, each once, in order.
    public var secrets: [String] {
        let templates = install.templates + (current?.templates ?? []) + verify.flatMap(\.condition.templates)
        var seen = Set<String>()
        return templates.flatMap(\.secrets).filter { seen.insert($0).inserted }
    }
}
