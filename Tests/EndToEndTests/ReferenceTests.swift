import Foundation
import SluiceTestKit
import Testing

struct ReferenceTests {
    private static let guide = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/SluiceCLI/Documentation.docc").path

    @Test func `the reference in the guide is what the tables and doc comments give`() throws {
        let place = try Workplace()
        let end = try place.sluice("reference", "--write", "pages")
        #expect(end.status == 0)
        let written = try FileManager.default.contentsOfDirectory(atPath: place.folder + "/pages").sorted()
        let kept = try FileManager.default.contentsOfDirectory(atPath: Self.guide).filter { $0.hasPrefix("Reference") }.sorted()
        #expect(written == kept)
        for name in written {
            let page = try String(contentsOfFile: Self.guide + "/" + name, encoding: .utf8)
            let isCurrent = page == place.read("pages/\(name)")
            #expect(isCurrent, "\(name) is old: scripts/sluice reference --write Sources/SluiceCLI/Documentation.docc")
        }
    }
}
