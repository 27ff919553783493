import Foundation
import Testing

@testable import SluiceLanguageServer

@Suite struct TranscriptTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Transcripts")

    static let names: [String] = {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return found.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test("the server says what was recorded", arguments: names) func recorded(_ name: String) throws {
        try Transcript(String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)).run()
    }

    @Test("there are recordings of every part of the protocol") func complete() {
        #expect(Self.names.count >= 12)
    }
}
