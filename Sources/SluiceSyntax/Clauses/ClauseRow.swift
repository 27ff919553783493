/// A block in which clauses stand.
public enum Place: String, Hashable, Sendable, CaseIterable {
    /// Top level of a file, and of the shell.
    case script
    /// The body of a `fn` or of a lambda: whatever the callers' places allow.
    case function
    case pipeline
    case phase
    case stage
    case wave
    case parallel
    case defaults
    case deployer
    case source
    case test
    case simulation

    /// For messages: "a pipeline", "the top level".
    public var title: String {
        switch self {
        case .script: "the top level"
        case .function: "a function"
        case .pipeline: "a pipeline"
        case .phase: "a phase"
        case .stage: "a stage"
        case .wave: "a wave"
        case .parallel: "a parallel block"
        case .defaults: "defaults"
        case .deployer: "a deployer"
        case .source: "a source"
        case .test: "a test"
        case .simulation: "a simulation"
        }
    }
}

/// How a parameter is written, which fixes the `ClauseValue` it yields.
public enum ClauseShape: Hashable, Sendable {
    /// One expression; the text names its types for help and completion, as `Duration` or `Int or Percent`.
    case expression(String)
    /// Expressions with commas between.
    case expressionList(String)
    /// Expressions one after the other without commas, as in `mon..thu 09:00..16:00`.
    case expressionRun(String)
    /// A bare word or a string that names something.
    case label
    case labelList
    /// One of these words; any word, if none is listed.
    case word([String])
    case wordList([String])
}

public struct ClauseParameter: Hashable, Sendable {
    public let name: String
    public let shape: ClauseShape
    public let isOptional: Bool
    /// A word or `=` that stands before the value: `when` in `block when X`, `of` in `for 3 of 5`.
    public let leadingWord: String?
    public let summary: String

    public init(_ name: String, _ shape: ClauseShape, optional: Bool = false, after leadingWord: String? = nil, _ summary: String = "") {
        self.name = name
        self.shape = shape
        self.isOptional = optional
        self.leadingWord = leadingWord
        self.summary = summary
    }
}

public struct ModifierRow: Hashable, Sendable {
    public let word: String
    public let parameters: [ClauseParameter]
    /// Words that must follow the parameters: `at a time`.
    public let trailingWords: [String]
    public let isRequired: Bool
    /// What holds when it is left out, as source text; nil if nothing does.
    public let defaultText: String?
    public let summary: String

    public init(
        _ word: String, _ parameters: [ClauseParameter], trailing: [String] = [], required: Bool = false,
        default defaultText: String? = nil,
        _ summary: String
    ) {
        self.word = word
        self.parameters = parameters
        self.trailingWords = trailing
        self.isRequired = required
        self.defaultText = defaultText
        self.summary = summary
    }
}

/// What a clause is for; help and the reference page are ordered by it.
public enum ClauseFamily: String, Hashable, Sendable, CaseIterable {
    case declaration
    case structure
    case step
    case policy
    case deployer
    case command
    case test
}

public struct ClauseBlock: Hashable, Sendable {
    public let place: Place
    public let isOptional: Bool

    public init(_ place: Place, optional: Bool = false) {
        self.place = place
        self.isOptional = optional
    }
}

/// One line of the clause table.
///
/// A word may have several rows in different places; then parameters at the same index have the same name and shape, so that
/// a clause in a function can be read before it is known where it lands.
public struct ClauseRow: Hashable, Sendable {
    public let word: String
    public let family: ClauseFamily
    public let places: [Place]
    public let parameters: [ClauseParameter]
    /// Words that must follow the parameters: `at a time`.
    public let trailingWords: [String]
    public let modifiers: [ModifierRow]
    public let block: ClauseBlock?
    /// True if it may stand where a value is wanted.
    public let yieldsValue: Bool
    public let summary: String
    public let details: String
    /// A complete statement that may stand in the first of `places`.
    public let example: String

    public init(
        _ word: String, _ family: ClauseFamily, in places: [Place], _ parameters: [ClauseParameter] = [], trailing: [String] = [],
        modifiers: [ModifierRow] = [], block: ClauseBlock? = nil, yieldsValue: Bool = false, _ summary: String, details: String = "",
        example: String
    ) {
        self.word = word
        self.family = family
        self.places = places
        self.parameters = parameters
        self.trailingWords = trailing
        self.modifiers = modifiers
        self.block = block
        self.yieldsValue = yieldsValue
        self.summary = summary
        self.details = details
        self.example = example
    }

    public func modifier(_ word: String) -> ModifierRow? {
        modifiers.first { $0.word == word }
    }

    /// True if the clause is complete without a positional argument.
    public var standsAlone: Bool {
        parameters.allSatisfy(\.isOptional)
    }
}
