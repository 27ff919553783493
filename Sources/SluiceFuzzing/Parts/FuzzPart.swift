/// What inputs are thrown at, with what must hold for each.
public enum FuzzPart: String, CaseIterable, Sendable {
    /// Lexer, parser, highlighting and completion: any bytes give a tree.
    case parser
    /// What parses is formatted: the same tree, every comment, and nothing to do the second time.
    case formatter
    /// Checker and evaluation: both end, within their budget, with a value or with diagnostics.
    case evaluation
    /// Canonical documents: a definition, command or event is read or refused, and what was read is written as the same bytes again.
    case decoder

    /// The input of a number; the same in every run with the same seed and corpus.
    public func input(_ index: Int, seed: UInt64, corpus: FuzzCorpus) -> [UInt8] {
        let numbers = SeededNumbers(seed: seed &+ UInt64(rawValue.utf8.reduce(0) { $0 * 31 + Int($1) }), index: index)
        var script = ScriptInput(numbers: numbers, corpus: corpus)
        switch self {
        case .parser: return script.anything()
        case .formatter: return script.layout()
        case .evaluation: return script.evaluated()
        case .decoder:
            var document = DocumentInput(numbers: numbers, corpus: corpus)
            return document.drawn()
        }
    }

    public func verdict(on input: [UInt8], corpus: FuzzCorpus) -> FuzzVerdict {
        switch self {
        case .parser: ParserProperties.verdict(on: input)
        case .formatter: FormatterProperties.verdict(on: input)
        case .evaluation: EvaluationProperties(inputs: corpus.inputs).verdict(on: input)
        case .decoder: DecoderProperties.verdict(on: input)
        }
    }

    /// How an input of this part is kept in a file.
    public var fileExtension: String { self == .decoder ? "json" : "pipe" }
}

/// What came of one input.
public struct FuzzVerdict: Hashable, Sendable {
    /// The property that does not hold; nil if all do.
    public var violation: String?
    /// Whether the input got through: it parses, evaluates or decodes. A fuzzer whose inputs are all refused tries nothing.
    public var isAccepted: Bool

    init(violation: String? = nil, isAccepted: Bool) {
        self.violation = violation
        self.isAccepted = isAccepted
    }

    static func broken(_ property: String) -> FuzzVerdict { FuzzVerdict(violation: property, isAccepted: true) }
}
