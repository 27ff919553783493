public import SluiceModel

/// All that a script may see of the world while it is evaluated; implemented at the edge, which records what it gave.
///
/// Invariant: the same question gets the same answer during one evaluation, and again when the run is resumed. Paths are as the
/// script wrote them; the implementation resolves them against the folder of the main script.
public protocol ScriptInputs: Sendable {
    /// The text of a file, for `read`, `json`, `csv` and `inventory`.
    func read(_ path: String) -> Result<String, InputError>
    /// The text of a YAML file, turned into JSON.
    func yamlAsJSON(_ path: String) -> Result<String, InputError>
    /// The source of a module; `importingFile` is the `ModuleSource.name` of the file with the `import`, or the main script's path.
    func moduleSource(_ importPath: String, from importingFile: String) -> Result<ModuleSource, InputError>
    /// The value of an environment variable; `nil` when it is not set.
    func environment(_ name: String) -> String?
    /// What `--arg NAME=VALUE` gave; `nil` when it was not given.
    func argument(_ name: String) -> String?
    /// The rules of a time zone of the tz database; `nil` when there is none of that name.
    func timeZone(_ name: String) -> TimeZoneRules?
}

/// Why an input could not be had: one sentence, and where there is one the way out.
public struct InputError: Error, Hashable, Sendable {
    public var message: String
    public var help: String?
    public init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}

/// A module as it was found.
public struct ModuleSource: Hashable, Sendable {
    /// Tells modules apart, and is shown in diagnostics: `std/waves` or a path.
    public var name: String
    public var text: String
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}
