import Foundation
import Glibc
import SluiceTestKit
import Testing

/// `sluice fmt` on real files.
@Suite struct FormatTests {
    private let crooked = "let  a=1 # why\n"
    private let straight = "let a = 1  # why\n"

    @Test func `a folder's scripts are formatted and named`() throws {
        let place = try Workplace()
        try FileManager.default.createDirectory(atPath: place.folder + "/pipelines/.hidden", withIntermediateDirectories: true)
        for name in ["pipelines/b.pipe", "pipelines/a.pipe", "pipelines/note.txt", "pipelines/.hidden/c.pipe"] {
            try place.write(name, crooked)
        }
        try place.write("pipelines/good.pipe", straight)
        let end = try place.sluice("fmt", "pipelines")
        #expect(end.status == 0)
        #expect(end.lines == ["pipelines/a.pipe", "pipelines/b.pipe"])
        #expect(place.read("pipelines/a.pipe") == straight && place.read("pipelines/b.pipe") == straight)
        #expect(place.read("pipelines/note.txt") == crooked && place.read("pipelines/.hidden/c.pipe") == crooked)
    }

    @Test func `a check names what differs, changes nothing and exits 1`() throws {
        let place = try Workplace()
        try place.write("a.pipe", crooked)
        try place.write("b.pipe", straight)
        let end = try place.sluice("fmt", "--check")
        #expect(end.status == 1)
        #expect(end.lines == ["a.pipe"])
        #expect(place.read("a.pipe") == crooked)
        #expect(try place.sluice("fmt").status == 0)
        #expect(try place.sluice("fmt", "--check", "a.pipe", "b.pipe").status == 0)
    }

    @Test func `a script with mistakes is left as it is, the others are formatted`() throws {
        let place = try Workplace()
        try place.write("a.pipe", "let  a=\n")
        try place.write("b.pipe", crooked)
        let end = try place.sluice("fmt", "a.pipe", "b.pipe", "missing.pipe")
        #expect(end.status == 1)
        #expect(
            end.errors.contains("error[E0110]") && end.errors.contains("a.pipe:1") && end.errors.contains("no `missing.pipe`"),
            "\(end.errors)")
        #expect(place.read("a.pipe") == "let  a=\n")
        #expect(place.read("b.pipe") == straight)
    }

    @Test func `standard input goes to standard output`() throws {
        let place = try Workplace()
        #expect(try place.sluice("fmt", "-", input: crooked).text + "\n" == straight)
        #expect(try place.sluice("fmt", "--check", "-", input: straight).status == 0)
        #expect(try place.sluice("fmt", "--check", "-", input: crooked).status == 1)
        let end = try place.sluice("fmt", "-", input: "let a = (")
        #expect(end.status == 1 && end.lines.isEmpty && end.errors.contains("E0110"), "\(end.errors)")
        #expect(try place.sluice("fmt", "-", "a.pipe").status == 2)
    }

    @Test func `a link stays a link, a file keeps its permissions`() throws {
        let place = try Workplace()
        try place.write("real.pipe", crooked)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: place.folder + "/real.pipe")
        try FileManager.default.createSymbolicLink(atPath: place.folder + "/link.pipe", withDestinationPath: "real.pipe")
        #expect(try place.sluice("fmt", "link.pipe").status == 0)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place.folder + "/link.pipe") == "real.pipe")
        #expect(place.read("real.pipe") == straight)
        let attributes = try FileManager.default.attributesOfItem(atPath: place.folder + "/real.pipe")
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder).filter { $0.contains(".pipe.") } == [])
    }
}
