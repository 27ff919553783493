/// A name that has a value only while a pipeline runs.
public enum LateName: String, Hashable, Sendable, Codable, CaseIterable {
    case revision, previous, target, region, zone, wave, stage, pipeline, execution, share
    /// `artifact.NAME`: the path of a stored artifact.
    case artifact
    /// `param.NAME`: what `start … with` gave.
    case param
}

/// A late name with the members and text functions that a script applied to it, in order.
public struct LateReference: Hashable, Sendable, Codable {
    public enum Change: Hashable, Sendable, Codable {
        case lower
        case upper
        case trim
        case replace(of: String, with: String)
    }
    public var name: LateName
    /// `author` in `revision.author`; `nil` is the thing itself (its identifier or name).
    public var member: String?
    public var changes: [Change]

    public init(_ name: LateName, member: String? = nil, changes: [Change] = []) {
        self.name = name
        self.member = member
        self.changes = changes
    }

    /// As a script writes it.
    public var scriptText: String { name.rawValue + (member.map { ".\($0)" } ?? "") }
}

/// The values of the late names at one moment.
///
/// What is `nil` is not known there: it prints as nothing.
public struct LateValues: Hashable, Sendable, Codable {
    public var pipeline: PipelineName?
    public var execution: ExecutionID?
    public var stage: StageName?
    public var revision: Revision?
    public var previous: RevisionID?
    public var target: Target?
    public var region: RegionName?
    public var zone: String?
    public var share: Percent?
    /// Paths by artifact name.
    public var artifacts: [Attribute]
    public var parameters: [Attribute]

    public init(
        pipeline: PipelineName? = nil, execution: ExecutionID? = nil, stage: StageName? = nil, revision: Revision? = nil,
        previous: RevisionID? = nil, target: Target? = nil, region: RegionName? = nil, zone: String? = nil, share: Percent? = nil,
        artifacts: [Attribute] = [], parameters: [Attribute] = []
    ) {
        self.pipeline = pipeline
        self.execution = execution
        self.stage = stage
        self.revision = revision
        self.previous = previous
        self.target = target
        self.region = region ?? target?.region
        self.zone = zone ?? target?.zone
        self.share = share
        self.artifacts = artifacts
        self.parameters = parameters
    }

    /// The text of a reference; `nil` when it has no value here.
    public func text(of reference: LateReference) -> String? {
        guard var text = plainText(of: reference) else { return nil }
        for change in reference.changes {
            switch change {
            case .lower: text = text.lowercased()
            case .upper: text = text.uppercased()
            case .trim: text = trimmed(text)
            case .replace(let old, let new): text = replaced(text, old, new)
            }
        }
        return text
    }

    private func plainText(of reference: LateReference) -> String? {
        switch reference.name {
        case .revision: revisionText(reference.member)
        case .previous: previous?.text
        case .target: target?.attribute(reference.member ?? "name")?.description
        case .region: region?.text
        case .zone: zone
        case .wave, .stage: stage?.text
        case .pipeline: pipeline?.text
        case .execution: execution?.text
        case .share: share.map(\.description)
        case .artifact: artifacts.first { $0.name == reference.member }?.value.description
        case .param: parameters.first { $0.name == reference.member }?.value.description
        }
    }

    private func revisionText(_ member: String?) -> String? {
        guard let revision else { return nil }
        switch member {
        case "ordinal": return String(revision.ordinal)
        case "author": return revision.author
        case "message": return revision.message
        case "time": return revision.time?.description
        default: return revision.id.text
        }
    }

    private func trimmed(_ text: String) -> String {
        let start = text.drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }

    private func replaced(_ text: String, _ old: String, _ new: String) -> String {
        guard !old.isEmpty else { return text }
        return text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
}
