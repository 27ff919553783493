public import SluiceInterpreter
public import SluiceModel
import Synchronization

/// Inputs of a script that remember what they gave, and give it again when the run is resumed.
public final class RecordedInputs: ScriptInputs {
    private struct Memory {
        var known: [String: String?] = [:]
        var fresh: [ScriptRun.Input] = []
    }
    private let source: any ScriptInputs
    private let memory: Mutex<Memory>

    /// `earlier` are what a run read before it was interrupted.
    public init(_ source: any ScriptInputs, earlier: [ScriptRun.Input] = []) {
        self.source = source
        var known: [String: String?] = [:]
        for input in earlier { known.updateValue(input.text, forKey: input.request) }
        memory = Mutex(Memory(known: known))
    }

    /// What was read since the last call.
    func takeFresh() -> [ScriptRun.Input] {
        memory.withLock { memory in
            defer { memory.fresh = [] }
            return memory.fresh
        }
    }

    private func remember(_ request: String, _ find: () -> String?) -> String? {
        if let known = memory.withLock({ $0.known[request] }) { return known }
        let text = find()
        memory.withLock { memory in
            memory.known.updateValue(text, forKey: request)
            memory.fresh.append(ScriptRun.Input(request: request, text: text))
        }
        return text
    }

    /// Failures end a script, so they are never recorded.
    private func remember(_ request: String, _ find: () -> Result<String, InputError>) -> Result<String, InputError> {
        if let known = memory.withLock({ $0.known[request] }), let text = known { return .success(text) }
        let result = find()
        if case .success(let text) = result { _ = remember(request) { text } }
        return result
    }

    public func read(_ path: String) -> Result<String, InputError> { remember("read \(path)") { source.read(path) } }
    public func yamlAsJSON(_ path: String) -> Result<String, InputError> { remember("yaml \(path)") { source.yamlAsJSON(path) } }
    public func environment(_ name: String) -> String? { remember("env \(name)") { source.environment(name) } }
    public func argument(_ name: String) -> String? { remember("arg \(name)") { source.argument(name) } }

    public func moduleSource(_ importPath: String, from importingFile: String) -> Result<ModuleSource, InputError> {
        let found = remember("module \(importPath) from \(importingFile)") { () -> Result<String, InputError> in
            source.moduleSource(importPath, from: importingFile).map { "\($0.name)\n\($0.text)" }
        }
        return found.map { text in
            let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            return ModuleSource(name: String(parts[0]), text: parts.count > 1 ? String(parts[1]) : "")
        }
    }

    public func timeZone(_ name: String) -> TimeZoneRules? {
        let text = remember("zone \(name)") { () -> String? in
            guard let rules = source.timeZone(name), let bytes = try? CanonicalCoding.bytes(of: rules) else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
        return text.flatMap { try? CanonicalCoding.decode(TimeZoneRules.self, from: Array($0.utf8)) }
    }
}
