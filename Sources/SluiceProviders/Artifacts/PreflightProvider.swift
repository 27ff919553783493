import Foundation
public import SluiceModel
public import SluiceProvider

/// Looks whether the secrets and the stored files are there that a deploy and its rollback will need.
///
/// It reads secrets to see that they can be read, and keeps none.
public struct PreflightProvider: EffectProvider {
    private let secrets: SecretSource
    /// Missing things that are named; more are counted.
    private static let shown = 5

    public init(secrets: SecretSource) { self.secrets = secrets }

    public func accepts(_ effect: Effect) -> Bool {
        if case .preflight = effect.action { return true }
        return false
    }

    public func carryOut(_ effect: Effect, issue: Issue) async -> Outcome {
        guard case .preflight(let names, let paths) = effect.action else {
            return .failed(EffectFailure(cause: .notStarted, message: "not a look at secrets and artifacts"))
        }
        let missing = names.compactMap(missing(secret:)) + paths.compactMap(missing(artifact:))
        guard !missing.isEmpty else { return .succeeded(output: "") }
        let rest = missing.count > Self.shown ? "; and \(missing.count - Self.shown) more" : ""
        return .failed(
            EffectFailure(cause: .missingInput, message: missing.prefix(Self.shown).joined(separator: "; ") + rest))
    }

    public func log(of key: EffectKey) async -> String? { nil }

    private func missing(secret name: String) -> String? {
        do {
            _ = try secrets.value(of: name)
            return nil
        } catch {
            return error.message
        }
    }

    private func missing(artifact path: String) -> String? {
        var isFolder: ObjCBool = false
        let isThere = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard !isThere || isFolder.boolValue || !FileManager.default.isReadableFile(atPath: path) else { return nil }
        return "the stored artifact `\(path)` is not there, which a deploy or a rollback needs: put the file back"
    }
}
