/// What a piece of text is, for colours.
public enum HighlightClass: String, Hashable, Sendable, CaseIterable {
    case keyword
    case clause
    case modifier
    /// A fixed word of a clause, as `breaching`.
    case word
    case string
    /// `${` and `}`
    case interpolation
    case literal
    case comment
    case documentation
    case name
    case lateName
    case function
    case parameter
    case member
    case declaration
    /// The name of a stage, wave, person …
    case label
    case type
    case mark
    case invalid
}

public struct Highlight: Hashable, Sendable {
    /// UTF-8 byte offsets.
    public let range: Range<Int>
    public let highlightClass: HighlightClass
}

extension Highlight {
    /// The classes of all text but white space, in order and without overlap. O(length).
    public static func highlight(_ bytes: [UInt8], place: Place = .script) -> [Highlight] {
        let file = SourceFile(name: "", bytes: bytes)
        var parser = Parser(file: file, place: place)
        _ = parser.parseFile()
        let comments = parser.comments.map {
            Highlight(range: $0.span.range, highlightClass: $0.isDocumentation ? .documentation : .comment)
        }
        let tokens = parser.tokens.enumerated().compactMap { index, token -> Highlight? in
            guard !token.span.isEmpty else { return nil }
            return Highlight(range: token.span.range, highlightClass: parser.classes[index] ?? standard(token))
        }
        return merged(tokens, comments)
    }

    public static func highlight(_ text: String, place: Place = .script) -> [Highlight] {
        highlight(Array(text.utf8), place: place)
    }

    private static func merged(_ left: [Highlight], _ right: [Highlight]) -> [Highlight] {
        var result: [Highlight] = []
        result.reserveCapacity(left.count + right.count)
        var rest = right[...]
        for item in left {
            while let first = rest.first, first.range.lowerBound < item.range.lowerBound {
                result.append(first)
                rest.removeFirst()
            }
            result.append(item)
        }
        return result + rest
    }

    private static func standard(_ token: Token) -> HighlightClass {
        switch token.kind {
        case .identifier: LateName.isLate(token.text) ? .lateName : .name
        case .keyword: .keyword
        case .mark: .mark
        case .literal: .literal
        case .stringOpen, .stringText, .stringClose: .string
        case .interpolationOpen, .interpolationClose: .interpolation
        case .invalid: .invalid
        case .end: .mark
        }
    }
}
