public import OrderedCollections
public import SluiceInterpreter
public import SluiceModel

/// What a script reads, given in advance.
public struct FixedInputs: ScriptInputs {
    public var files: OrderedDictionary<String, String> = [:]
    public var modules: OrderedDictionary<String, String> = [:]
    public var variables: OrderedDictionary<String, String> = [:]
    public var arguments: OrderedDictionary<String, String> = [:]
    public var zones: OrderedDictionary<String, TimeZoneRules>

    public init(
        files: OrderedDictionary<String, String> = [:], modules: OrderedDictionary<String, String> = [:],
        variables: OrderedDictionary<String, String> = [:], arguments: OrderedDictionary<String, String> = [:],
        zones: OrderedDictionary<String, TimeZoneRules> = ["Europe/Berlin": TimeZoneRules(name: "Europe/Berlin", initialOffset: 3600)]
    ) {
        self.files = files
        self.modules = modules
        self.variables = variables
        self.arguments = arguments
        self.zones = zones
    }

    public func read(_ path: String) -> Result<String, InputError> {
        files[path].map { .success($0) } ?? .failure(InputError("there is no file `\(path)`", help: "check the path"))
    }
    public func yamlAsJSON(_ path: String) -> Result<String, InputError> { read(path) }
    public func moduleSource(_ importPath: String, from importingFile: String) -> Result<ModuleSource, InputError> {
        modules[importPath].map { .success(ModuleSource(name: importPath, text: $0)) }
            ?? .failure(InputError("there is no module `\(importPath)`"))
    }
    public func environment(_ name: String) -> String? { variables[name] }
    public func argument(_ name: String) -> String? { arguments[name] }
    public func timeZone(_ name: String) -> TimeZoneRules? { zones[name] }
}
