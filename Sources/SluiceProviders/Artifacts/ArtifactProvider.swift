import Foundation
import Glibc
public import SluiceModel
public import SluiceProvider

/// Stores files by their digest, so that what was built once is what is deployed everywhere.
///
/// The digest is SHA-256 of the content; a stored file is synced before it is named, and never changed.
public struct ArtifactProvider: EffectProvider {
    private let folder: String
    /// Bytes beyond which a file is refused.
    private static let bound = 4 << 30

    public init(folder: String) { self.folder = folder }

    public func accepts(_ effect: Effect) -> Bool {
        if case .artifact = effect.action { return true }
        return false
    }

    public func carryOut(_ effect: Effect, issue: Issue) async -> Outcome {
        guard case .artifact(let step) = effect.action else {
            return .failed(EffectFailure(cause: .notStarted, message: "not an artifact"))
        }
        let named = step.path.text(with: effect.values)
        let path = named.hasPrefix("/") ? named : effect.folder + "/" + named
        do {
            let (digest, stored) = try store(path)
            return .succeeded(output: "\(digest) \(stored)")
        } catch {
            return .failed(
                EffectFailure(cause: .missingInput, message: "the artifact `\(named)` cannot be stored: \(error.localizedDescription)"))
        }
    }

    public func log(of key: EffectKey) async -> String? { nil }

    private func store(_ path: String) throws -> (digest: String, path: String) {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        guard size <= Self.bound else { throw CocoaError(.fileReadTooLarge) }
        let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        let digest = SHA256.hexDigest(data)
        let stored = "\(folder)/\(digest)/\((path as NSString).lastPathComponent)"
        guard !FileManager.default.fileExists(atPath: stored) else { return (digest, stored) }
        try FileManager.default.createDirectory(atPath: "\(folder)/\(digest)", withIntermediateDirectories: true)
        let fresh = stored + ".new-\(getpid())"
        try data.write(to: URL(fileURLWithPath: fresh))
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: fresh))
        try handle.synchronize()
        try handle.close()
        guard unsafe rename(fresh, stored) == 0 else { throw CocoaError(.fileWriteUnknown) }
        return (digest, stored)
    }
}
