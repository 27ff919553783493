/// A name that is one kind of thing only, so that a stage is never passed where a target is meant.
///
/// Stored and shown as its text. Two identifiers of the same kind are equal when their text is, scalar by scalar.
public protocol Identifier: Hashable, Comparable, Sendable, Codable, CustomStringConvertible, ExpressibleByStringLiteral {
    var text: String { get }
    init(_ text: String)
}

extension Identifier {
    public init(stringLiteral value: String) { self.init(value) }
    public var description: String { text }
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The name of a pipeline; unique in a store.
public struct PipelineName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// The name of a stage or wave; unique in its pipeline.
public struct StageName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// The name of a phase; unique in its pipeline, and no stage of it has the same name.
public struct PhaseName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// The name of a target; one effect and one execution at a time hold it, across all pipelines of a store.
public struct TargetName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// The name of a region. Targets without one share the region `""`.
public struct RegionName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// The name of an alarm; unique in its pipeline.
public struct AlarmName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// The name of a deployer; unique in its pipeline.
public struct DeployerName: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// What is deployed: any non-empty string an operator or a source gives.
public struct RevisionID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// One execution, `pipeline#N` with N counted per pipeline from 1.
public struct ExecutionID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// One rollback, `pipeline!N` with N counted per pipeline from 1.
public struct RollbackID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// One command as sent; the same identifier again gets the first answer again.
public struct CommandID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// One run of a script, as `sluice resume` names it.
public struct ScriptRunID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// SHA-256 of a definition's stored bytes, as 64 lowercase hexadecimal digits.
public struct DefinitionHash: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// What an effect is known by outside: `pipeline/execution/stage/step/target/action/N`.
///
/// N counts per pipeline and target and is never reset. Issued again after a crash the key stays; a new decision takes a
/// new N.
public struct EffectKey: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
}
