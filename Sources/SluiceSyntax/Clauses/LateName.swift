/// A name whose value is known only while a pipeline runs.
public struct LateName: Hashable, Sendable {
    public let name: String
    public let summary: String

    public static let all: [LateName] = [
        LateName(name: "revision", summary: "The revision that is deployed; members id, ordinal, author, message, time."),
        LateName(name: "previous", summary: "What the target ran before; may be none."),
        LateName(name: "target", summary: "The target that is worked on, with all its attributes."),
        LateName(name: "region", summary: "The region that is worked on."),
        LateName(name: "zone", summary: "The zone of the target."),
        LateName(name: "wave", summary: "The name of the wave."),
        LateName(name: "stage", summary: "The name of the stage."),
        LateName(name: "pipeline", summary: "The name of the pipeline."),
        LateName(name: "execution", summary: "The id of the execution."),
        LateName(name: "share", summary: "The part of a target's load that gets the revision."),
    ]

    public static func isLate(_ name: String) -> Bool { all.contains { $0.name == name } }
}
