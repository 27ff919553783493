import SluiceSyntax
import Testing

@testable import SluiceLanguageServer

@Suite struct TransportTests {
    private func frames(_ text: String, pieces: Int = 1) -> [MessageFraming.Frame] {
        var framing = MessageFraming()
        var found: [MessageFraming.Frame] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            framing.append(bytes[start..<min(start + pieces, bytes.count)])
            while let frame = framing.next() { found.append(frame) }
        }
        return found
    }

    @Test("messages are cut out of the stream, however it is torn", arguments: [1, 2, 3, 7, 1000]) func cut(_ pieces: Int) {
        let text = "Content-Length: 2\r\n\r\n{}Content-Type: x\r\ncontent-length:  4\r\n\r\n[é]Content-Length: 0\n\n"
        #expect(frames(text, pieces: pieces) == [.body(Array("{}".utf8)), .body(Array("[é]".utf8)), .body([])])
    }

    @Test(
        "what is no message is told, and the next one is found",
        arguments: [
            "Content-Type: x\r\n\r\n", "Content-Length: many\r\n", "Content-Length: -3\r\n", "Content-Length: 99999999999999999999\r\n",
        ])
    func garbage(_ text: String) {
        let found = frames(text + "\r\nContent-Length: 2\r\n\r\n{}", pieces: 5)
        #expect(found.count == 2)
        #expect(found.last == .body(Array("{}".utf8)))
    }

    @Test("a message that is too long is passed over, and the next one is found") func tooLong() {
        var framing = MessageFraming()
        let length = MessageFraming.longestBody + 1
        framing.append(Array("Content-Length: \(length)\r\n\r\n".utf8))
        guard case .unreadable? = framing.next() else {
            Issue.record("it is not told")
            return
        }
        let piece = [UInt8](repeating: 0x20, count: 1 << 20)
        var left = length
        while left > 0 {
            framing.append(piece.prefix(left))
            #expect(framing.next() == nil)
            left -= min(left, piece.count)
        }
        framing.append(Array("Content-Length: 2\r\n\r\n{}".utf8))
        #expect(framing.next() == .body(Array("{}".utf8)))
    }

    @Test("bytes without an end of line are not kept for ever") func noHeader() {
        var framing = MessageFraming()
        framing.append([UInt8](repeating: 0x41, count: MessageFraming.longestHead + 1))
        #expect(framing.next() == .unreadable("there is no header in 8192 bytes"))
        framing.append(Array("Content-Length: 2\r\n\r\n{}".utf8))
        #expect(framing.next() == .body(Array("{}".utf8)))
    }

    // MARK: Places

    @Test(
        "places count in the units that were agreed on",
        arguments: [
            (PositionEncoding.utf16, 0, 0, 0), (.utf16, 0, 1, 1), (.utf16, 0, 2, 1), (.utf16, 0, 3, 5), (.utf16, 0, 4, 6),
            (.utf16, 0, 99, 6),
            (.utf16, 1, 0, 8), (.utf16, 1, 1, 10), (.utf16, 9, 0, 11), (.utf8, 0, 5, 5), (.utf8, 0, 3, 1), (.utf8, 0, 99, 6),
            (.utf8, 1, 1, 8), (.utf8, 1, 2, 10), (.utf8, -1, 0, 0),
        ])
    func offsets(_ encoding: PositionEncoding, _ line: Int, _ character: Int, _ offset: Int) {
        // a, a smile of four bytes, b; then é.
        let lines = LineIndex(Array("a\u{1F600}b\r\né\n".utf8), encoding: encoding)
        #expect(lines.offset(at: TextPosition(line: line, character: character)) == offset)
    }

    @Test("every offset of a text comes back from its place", arguments: [PositionEncoding.utf8, .utf16]) func roundTrip(
        _ encoding: PositionEncoding
    ) {
        let text = "a\u{1F600}b\r\n\r\ré\n\u{10FFFF}"
        let lines = LineIndex(Array(text.utf8), encoding: encoding)
        var offset = 0
        for character in text.unicodeScalars {
            let position = lines.position(at: offset)
            let isLineEnd = character == "\n" && offset > 0 && Array(text.utf8)[offset - 1] == 0x0D
            if !isLineEnd { #expect(lines.offset(at: position) == offset, "\(offset)") }
            offset += String(character).utf8.count
        }
        #expect(lines.lineCount == 5)
    }

    @Test("paths and URIs are each other's names", arguments: ["/w/a.pipe", "/w/with space/ä#?%.pipe"]) func uris(_ path: String) {
        #expect(DocumentURI.path(of: DocumentURI.uri(ofPath: path)) == path)
        #expect(DocumentURI.path(of: "untitled:Untitled-1") == nil)
        #expect(DocumentURI.path(of: "file:///c%3A/x.pipe") == "/c:/x.pipe")
    }

    @Test("an edit in the middle changes what it names", arguments: [(0, 4, 0, 5, "long"), (1, 0, 1, 0, "x"), (0, 0, 9, 9, "")])
    func edits(_ startLine: Int, _ start: Int, _ endLine: Int, _ end: Int, _ text: String) {
        var document = OpenDocument(uri: "file:///a", version: 1, text: "let \u{1F600} = 1\nb\n", encoding: .utf16)
        let range = TextRange(start: TextPosition(line: startLine, character: start), end: TextPosition(line: endLine, character: end))
        document.apply([ChangeParameters.Change(range: range, text: text)], version: 2)
        let expected = startLine == 1 ? "let \u{1F600} = 1\nxb\n" : endLine == 9 ? "" : "let long\u{1F600} = 1\nb\n"
        #expect(String(decoding: document.bytes, as: UTF8.self) == expected)
    }
}
