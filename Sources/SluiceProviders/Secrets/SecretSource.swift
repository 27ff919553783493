import Foundation

/// Where the values of `secret("NAME")` come from: the variable `NAME`, or the file named by `NAME_FILE`.
///
/// A value is fetched only when an effect starts and never leaves the process in any text that is kept.
public struct SecretSource: Sendable {
    private let environment: [String: String]

    public init(environment: [String: String]) { self.environment = environment }

    /// A secret that is not there, as a sentence with the way out.
    public struct Missing: Error, Hashable, Sendable {
        public var message: String
    }

    /// The value, without one trailing line break when it comes from a file.
    public func value(of name: String) throws(Missing) -> String {
        if let value = environment[name] { return value }
        guard let path = environment["\(name)_FILE"] else {
            throw Missing(message: "the secret `\(name)` is not there: set the variable \(name), or \(name)_FILE to a file that holds it")
        }
        guard let bytes = FileManager.default.contents(atPath: path), let text = String(validating: bytes, as: UTF8.self) else {
            throw Missing(message: "the secret `\(name)` cannot be read from `\(path)` (named by \(name)_FILE)")
        }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
