import Foundation
import SluiceTestKit
import Testing

/// The example that a new user runs first, with its real servers; one at a time, because its addresses are fixed.
@Suite(.serialized) struct QuickstartTests {
    static let examples: String = {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return here.path + "/scripts/examples"
    }()

    static let judges = FileManager.default.fileExists(atPath: "/usr/bin/prometheus") ? ["traffic", "prometheus"] : ["traffic"]

    @Test(arguments: judges)
    func `a good revision reaches all twelve servers, a bad one is caught in the first wave, and nothing is left running`(judge: String)
        throws
    {
        let folder = FileManager.default.temporaryDirectory.path + "/sluice-quickstart-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder, "SLUICE_HOME": folder + "/state",
            "SLUICE_QUICKSTART_DIR": folder + "/fleet", "LANG": "C.UTF-8",
        ]
        let end = try RunningProgram(
            BuiltProduct.path("sluice"), ["run", "quickstart.pipe", "--arg", "judge=\(judge)"], environment: environment,
            folder: Self.examples
        ).wait()
        #expect(end.status == 4, "\(end.errors)")
        #expect(end.lines.contains("v2 ended as succeeded."), "\(end.errors)")
        #expect(end.lines.contains("v3 ended as rolled_back."))
        #expect(end.errors.contains("Never saw  regions-1, regions-2: 11 targets stayed as they were"))
        #expect(end.errors.contains("the fleet is down, nothing is left running"))

        let status = try RunningProgram(
            BuiltProduct.path("sluice"), ["status", "--format", "json"], environment: environment, folder: folder
        ).wait()
        let document = try #require(try JSONSerialization.jsonObject(with: Data(status.text.utf8)) as? [String: Any])
        let pipeline = try #require((document["pipelines"] as? [[String: Any]])?.first)
        let targets = try #require(pipeline["targets"] as? [[String: Any]])
        #expect(targets.count == 12)
        #expect(targets.allSatisfy { $0["revision"] as? String == "v2" && $0["state"] as? String == "healthy" })
    }
}
