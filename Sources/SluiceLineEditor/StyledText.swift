/// How a piece of text looks; a colour is never the only mark of a meaning.
public struct Style: Hashable, Sendable {
    /// The sixteen colours every terminal has, in the user's own palette.
    public enum Colour: UInt8, Sendable, CaseIterable {
        case black = 30
        case red, green, yellow, blue, magenta, cyan, white
        case brightBlack = 90
        case brightRed, brightGreen, brightYellow, brightBlue, brightMagenta, brightCyan, brightWhite
    }

    /// What remains visible without colour.
    public struct Attributes: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        public static let bold = Attributes(rawValue: 1)
        public static let dim = Attributes(rawValue: 2)
        public static let underlined = Attributes(rawValue: 4)
        public static let inverse = Attributes(rawValue: 8)
    }

    public var colour: Colour?
    public var attributes: Attributes

    public init(_ colour: Colour? = nil, _ attributes: Attributes = []) {
        self.colour = colour
        self.attributes = attributes
    }

    public static let plain = Style()
    public static let dim = Style(nil, .dim)
    public static let bold = Style(nil, .bold)
    public static let inverse = Style(nil, .inverse)

    /// The escape sequence that sets exactly this style whatever was set before; without colour where `colours` is false.
    func selectGraphicRendition(colours: Bool) -> String {
        var codes = "\u{1B}[0"
        if attributes.contains(.bold) { codes += ";1" }
        if attributes.contains(.dim) { codes += ";2" }
        if attributes.contains(.underlined) { codes += ";4" }
        if attributes.contains(.inverse) { codes += ";7" }
        if colours, let colour { codes += ";\(colour.rawValue)" }
        return codes + "m"
    }

    func withoutColour() -> Style {
        Style(nil, attributes)
    }
}

/// A style for a stretch of a text.
public struct StyledRange: Hashable, Sendable {
    /// UTF-8 offsets from the start of the text. What reaches past the end is ignored; a later range wins over an earlier one.
    public var range: Range<Int>
    public var style: Style

    public init(_ range: Range<Int>, _ style: Style) {
        self.range = range
        self.style = style
    }
}

/// Text with styles: a prompt, a notice, a live row.
public struct StyledText: Hashable, Sendable, ExpressibleByStringLiteral {
    public var text: String
    public var styles: [StyledRange]

    public init(_ text: String, styles: [StyledRange] = []) {
        self.text = text
        self.styles = styles
    }

    public init(_ text: String, _ style: Style) {
        self.init(text, styles: [StyledRange(0..<text.utf8.count, style)])
    }

    public init(stringLiteral value: String) {
        self.init(value)
    }

    public static func + (left: StyledText, right: StyledText) -> StyledText {
        let shift = left.text.utf8.count
        let moved = right.styles.map { StyledRange($0.range.lowerBound + shift..<$0.range.upperBound + shift, $0.style) }
        return StyledText(left.text + right.text, styles: left.styles + moved)
    }

    /// One style a scalar, in the order of `text.unicodeScalars`.
    func stylePerScalar() -> [Style] {
        Self.stylePerScalar(of: text, styles)
    }

    static func stylePerScalar(of text: String, _ ranges: [StyledRange]) -> [Style] {
        let length = text.utf8.count
        var perByte = [Style](repeating: .plain, count: length)
        for styled in ranges {
            let range = styled.range.clamped(to: 0..<length)
            for offset in range { perByte[offset] = styled.style }
        }
        var result: [Style] = []
        result.reserveCapacity(length)
        var offset = 0
        for scalar in text.unicodeScalars {
            result.append(perByte[offset])
            offset += UTF8.width(scalar)
        }
        return result
    }
}
