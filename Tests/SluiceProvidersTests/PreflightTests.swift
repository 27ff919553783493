import Foundation
import SluiceModel
import SluiceProvider
import SluiceProviders
import Testing

struct PreflightTests {
    private func look(_ secrets: [String], _ artifacts: [String], _ environment: [String: String] = [:]) async -> Outcome {
        let effect = Effect(
            key: "shop/shop#1/one/0-deploy/-/preflight/1", fence: 1, action: .preflight(secrets: secrets, artifacts: artifacts),
            values: LateValues(), folder: "/", timeout: .seconds(60))
        let provider = PreflightProvider(secrets: SecretSource(environment: environment))
        #expect(provider.accepts(effect))
        return await provider.carryOut(effect, issue: .first)
    }

    private func message(_ outcome: Outcome) -> String? {
        guard case .failed(let failure) = outcome, failure.cause == .missingInput else { return nil }
        return failure.message
    }

    @Test("What is there is there, and no secret's value is said")
    func there() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/sluice-preflight-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/app.tgz"))
        let outcome = await look(["TOKEN"], [folder + "/app.tgz"], ["TOKEN": "s3cret"])
        #expect(outcome == .succeeded(output: ""))
    }

    @Test("Everything that is missing is named with the way out")
    func missing() async throws {
        let outcome = await look(["TOKEN", "KEY"], ["/nowhere/app.tgz", "/"], ["KEY_FILE": "/nowhere/key"])
        let said = try #require(message(outcome))
        for part in ["`TOKEN`", "TOKEN_FILE", "`/nowhere/key`", "`/nowhere/app.tgz`", "artifact `/`", "put the file back"] {
            #expect(said.contains(part), "\(part)")
        }
    }

    @Test("Many missing things are counted")
    func many() async throws {
        let outcome = await look((1...9).map { "S\($0)" }, [])
        let said = try #require(message(outcome))
        #expect(said.contains("`S5`") && !said.contains("`S6`") && said.hasSuffix("and 4 more"))
    }
}
