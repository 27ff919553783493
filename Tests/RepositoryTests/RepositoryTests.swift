// RepositoryTests: the house rules, kept by a machine.
//
// Why it exists: a rule that nobody checks is a wish. Each rule here reads the sources as text, and each finding says what to write
// instead, so that a reviewer never has to.
// It may import Foundation and Testing; it depends on no target, so it works while the sources do not compile.
// Invariants: every rule has at least one planted violation that it must find; findings come in the order of paths and lines.
// It does not understand Swift: where a rule cannot be told from the text alone, the rule errs towards silence.

import Foundation
import Testing

@Suite("The house rules")
struct RepositoryTests {
    @Test("are kept by every file", arguments: HouseRule.all)
    func areKept(rule: HouseRule) throws {
        let findings = rule.findings(in: try Checkout.here())
        #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
    }

    @Test("find what is planted", arguments: Plant.all)
    func findPlants(plant: Plant) throws {
        let rule = try #require(HouseRule.all.first { $0.name == plant.rule }, "no rule is called \(plant.rule)")
        let findings = rule.findings(in: Checkout(files: plant.files, topLevel: plant.topLevel))
        #expect(findings.map(\.place) == plant.places)
        for finding in findings { #expect(finding.message.count > 20, "a finding says what to write instead") }
    }

    @Test("all have a planted violation", arguments: HouseRule.all)
    func haveAPlant(rule: HouseRule) {
        #expect(Plant.all.contains { $0.rule == rule.name && !$0.places.isEmpty })
    }

    @Test("read all the sources there are")
    func readTheSources() throws {
        let files = try Checkout.here().files
        #expect(files.contains { $0.path == "Tests/RepositoryTests/RepositoryTests.swift" })
        #expect(files.contains { $0.path.hasPrefix("Sources/") })
    }
}
