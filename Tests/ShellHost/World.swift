import Foundation
import Glibc
import Logging
import SluiceEngine
import SluiceInterpreter
import SluiceModel
import SluiceProvider
import SluiceRuntime
import SluiceStore

/// Installs succeed; one of the revision `stuck` goes on until somebody opens the named pipe `GATE` for writing. Every signal reads 0.
struct World: EffectProvider, SignalProvider {
    func open() async throws -> Runtime {
        let runtime = Runtime(
            state: EngineState(), journal: MemoryJournal(), outside: Outside(effects: [self], signals: [self], clock: SystemClock()),
            log: Logger(label: "host"))
        try await runtime.begin(holder: "host", bootID: "host")
        return runtime
    }

    func accepts(_ effect: Effect) -> Bool { true }

    func carryOut(_ effect: Effect, issue: Issue) async -> Outcome {
        if effect.values.revision?.id == "stuck", case .install = effect.action, let gate = ProcessInfo.processInfo.environment["GATE"] {
            await pass(gate)
        }
        if case .current = effect.action { return .succeeded(output: "v0") }
        return .succeeded(output: "done")
    }

    /// Opening a named pipe waits until somebody has it open for writing.
    private func pass(_ gate: String) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            Thread.detachNewThread {
                close(unsafe Glibc.open(gate, O_RDONLY))
                continuation.resume()
            }
        }
    }

    func log(of key: EffectKey) async -> String? { nil }
    func measures(_ signal: Signal) -> Bool { true }

    func measure(_ signal: Signal, values: LateValues, folder: String) async -> Reading {
        Reading(value: .number(0), source: "world", at: SystemClock().now())
    }
}

/// Files of the folder; no modules, no time zones.
struct HostInputs: ScriptInputs {
    func read(_ path: String) -> Result<String, InputError> {
        guard let bytes = FileManager.default.contents(atPath: path) else { return .failure(InputError("there is no file `\(path)`")) }
        return .success(String(decoding: bytes, as: UTF8.self))
    }
    func yamlAsJSON(_ path: String) -> Result<String, InputError> { .failure(InputError("no YAML here")) }
    func moduleSource(_ importPath: String, from importingFile: String) -> Result<ModuleSource, InputError> {
        .failure(InputError("there is no module `\(importPath)`"))
    }
    func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
    func argument(_ name: String) -> String? { nil }
    func timeZone(_ name: String) -> TimeZoneRules? { name == "UTC" ? .utc : nil }
}
