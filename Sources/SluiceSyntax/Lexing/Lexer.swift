/// Cuts a file into tokens; never fails, never recurses.
public struct Lexer {
    /// A string that is open, from the outermost in.
    struct OpenString {
        let style: StringLiteral.Style
        let start: Int
        /// Indices of this string's text tokens, for the indentation of multi-line strings.
        var textTokens: [Int] = []
        /// Braces open inside the current `${`; nil while in text.
        var braces: Int?
        var interpolationStart = 0
    }

    let file: SourceFile
    let bytes: [UInt8]
    var position = 0
    var result = LexResult()
    var strings: [OpenString] = []
    private var startsLine = true
    private var spaceBefore = true
    private var pendingDocumentation: [String] = []

    public static func lex(_ file: SourceFile) -> LexResult {
        var lexer = Lexer(file: file)
        lexer.run()
        return lexer.result
    }

    private init(file: SourceFile) {
        self.file = file
        bytes = file.bytes
    }

    private mutating func run() {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        while position < bytes.count {
            if let open = strings.last, open.braces == nil {
                lexStringText(open)
            } else {
                lexOutsideText()
            }
        }
        closeUnterminatedStrings(atEnd: true) { _ in true }
        add(.end, from: bytes.count)
    }

    func byte(_ ahead: Int = 0) -> UInt8 {
        position + ahead < bytes.count ? bytes[position + ahead] : 0
    }

    func span(from start: Int) -> Span { Span(file: file.id, start: start, end: position) }

    mutating func add(_ kind: Token.Kind, from start: Int, text: String = "") {
        if !pendingDocumentation.isEmpty, kind != .mark(.semicolon) {
            result.documentation[result.tokens.count] = pendingDocumentation.joined(separator: "\n")
            pendingDocumentation = []
        }
        result.tokens.append(Token(kind: kind, span: span(from: start), text: text, startsLine: startsLine, spaceBefore: spaceBefore))
        startsLine = false
        spaceBefore = false
    }

    mutating func report(_ diagnostic: Diagnostic) {
        result.diagnostics.append(diagnostic)
    }

    private mutating func lexOutsideText() {
        let start = position
        let current = bytes[position]
        switch current {
        case 0x20, 0x09, 0x0D:
            position += 1
            spaceBefore = true
        case 0x0A: lexLineEnd()
        case 0x23: lexComment()
        case 0x30...0x39: lexNumber()
        case 0x41...0x5A, 0x61...0x7A, 0x5F: lexWord()
        case 0x22, 0x27: lexStringOpen()
        default:
            if let mark = longestMark() {
                position += mark.rawValue.utf8.count
                lexMark(mark, from: start)
            } else {
                lexUnexpected()
            }
        }
    }

    private mutating func lexLineEnd() {
        if let open = strings.last, open.braces != nil, strings.contains(where: { $0.style == .quoted }) {
            closeUnterminatedStrings(atEnd: false) { $0.contains { $0.style == .quoted } }
            return
        }
        let isBlankLine = startsLine && (position == 0 || previousLineIsBlank())
        if isBlankLine { pendingDocumentation = [] }
        position += 1
        startsLine = true
        spaceBefore = true
    }

    private func previousLineIsBlank() -> Bool {
        var index = position - 1
        while index >= 0, bytes[index] != 0x0A {
            guard bytes[index] == 0x20 || bytes[index] == 0x09 || bytes[index] == 0x0D else { return false }
            index -= 1
        }
        return true
    }

    private mutating func lexComment() {
        let start = position
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
        let isDocumentation = start + 1 < position && bytes[start + 1] == 0x23
        result.comments.append(SourceComment(span: span(from: start), isDocumentation: isDocumentation))
        spaceBefore = true
        guard isDocumentation, startsLine else { return }
        var textStart = start + 2
        if textStart < position, bytes[textStart] == 0x20 { textStart += 1 }
        var textEnd = position
        while textEnd > textStart, bytes[textEnd - 1] == 0x0D || bytes[textEnd - 1] == 0x20 || bytes[textEnd - 1] == 0x09 { textEnd -= 1 }
        pendingDocumentation.append(String(decoding: bytes[textStart..<textEnd], as: UTF8.self))
    }

    private mutating func lexWord() {
        let start = position
        while isWordByte(byte()) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let keyword = Keyword(rawValue: text) {
            add(.keyword(keyword), from: start, text: text)
        } else {
            add(.identifier, from: start, text: text)
        }
    }

    func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x5F: true
        default: false
        }
    }

    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private func longestMark() -> Mark? {
        let first = byte()
        guard first < 0x80 else { return nil }
        let second = byte(1)
        if second > 0x20, second < 0x80, let mark = Self.longMarks[Int(first) << 8 | Int(second)] { return mark }
        return Self.shortMarks[Int(first)]
    }

    private static let longMarks: [Int: Mark] = Dictionary(
        uniqueKeysWithValues: Mark.allCases.filter { $0.rawValue.utf8.count == 2 }.map { mark in
            let bytes = Array(mark.rawValue.utf8)
            return (Int(bytes[0]) << 8 | Int(bytes[1]), mark)
        })

    private static let shortMarks: [Int: Mark] = Dictionary(
        uniqueKeysWithValues: Mark.allCases.filter { $0.rawValue.utf8.count == 1 }.map { (Int(Array($0.rawValue.utf8)[0]), $0) })

    private mutating func lexMark(_ mark: Mark, from start: Int) {
        if let braces = strings.last?.braces {
            if mark == .openBrace {
                strings[strings.count - 1].braces = braces + 1
            } else if mark == .closeBrace {
                if braces == 0 {
                    strings[strings.count - 1].braces = nil
                    add(.interpolationClose, from: start)
                    return
                }
                strings[strings.count - 1].braces = braces - 1
            }
        }
        add(.mark(mark), from: start)
    }

    /// Takes a whole run of bytes that begin no token, so that one mistake gives one diagnostic.
    private mutating func lexUnexpected() {
        let start = position
        if byte() < 0x80 {
            let pair = String(decoding: bytes[start..<min(start + 2, bytes.count)], as: UTF8.self)
            position += pair == "&&" || pair == "||" ? 2 : 1
            let text = String(decoding: bytes[start..<position], as: UTF8.self)
            report(.unexpectedCharacter(text, at: span(from: start)))
            add(.invalid, from: start)
            return
        }
        while position < bytes.count, bytes[position] >= 0x80 { position += 1 }
        let run = bytes[start..<position]
        let text = String(decoding: run, as: UTF8.self)
        if Array(text.utf8) == Array(run) {
            report(.unexpectedCharacter(text, at: span(from: start)))
        } else {
            report(.invalidUTF8(at: span(from: start)))
        }
        add(.invalid, from: start)
    }
}
