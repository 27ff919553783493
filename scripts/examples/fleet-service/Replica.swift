import FlyingFox
import Foundation
import Synchronization

/// One running copy of a revision: answers users, says how it feels, and counts what it did.
final class Replica: Sendable {
    let name: String
    let region: String
    let revision: String
    let errorPercent: Int
    private let counts = Mutex(Counts())

    private struct Counts {
        var answered = 0
        var failed = 0
    }

    init(name: String, region: String, revision: String, errorPercent: Int) {
        self.name = name
        self.region = region
        self.revision = revision
        self.errorPercent = errorPercent
    }

    static func run(_ options: Options) async throws {
        let revision = try options.required("revision")
        let replica = try Replica(
            name: options.required("name"),
            region: options.required("region"),
            revision: revision,
            errorPercent: errorPercent(of: revision, listedIn: options["revisions"])
        )
        let server = try Server(options: options)
        await server.route("GET /") { _ in replica.answer() }
        await server.route("GET /health") { _ in replica.health() }
        await server.route("GET /metrics") { _ in replica.metrics() }
        try await server.runUntilTold()
    }

    /// The share of requests that a revision fails, in percent: what the file says, else 20 for a name that ends in `-bad`, else 0.
    static func errorPercent(of revision: String, listedIn path: String?) throws -> Int {
        if let path {
            let rows = try Table(path: path, columns: ["revision", "error_percent"]).rows
            if let row = rows.first(where: { $0["revision"] == revision }), let text = row["error_percent"] {
                guard let percent = Int(text), (0...100).contains(percent) else {
                    throw Failure(description: "\(path): error_percent of \(revision) must be a number from 0 to 100, not \(text)")
                }
                return percent
            }
        }
        return revision.hasSuffix("-bad") ? 20 : 0
    }

    /// Failures are spread evenly and never drawn at random, so that the same traffic always sees the same ratio.
    private func answer() -> HTTPResponse {
        let fails = counts.withLock { counts in
            counts.answered += 1
            let due = counts.answered * errorPercent / 100
            guard due > counts.failed else { return false }
            counts.failed = due
            return true
        }
        return .text("\(name) \(revision)\n", status: fails ? .internalServerError : .ok, headers: [.revision: revision])
    }

    private func health() -> HTTPResponse {
        .text("ok \(name) \(revision)\n", headers: [.revision: revision])
    }

    /// Both codes are there from the start: a ratio over a series that does not exist yet would read as missing data.
    private func metrics() -> HTTPResponse {
        let (answered, failed) = counts.withLock { ($0.answered, $0.failed) }
        let labels = [("region", region), ("target", name), ("revision", revision)]
            .map { "\($0)=\"\(Self.escaped($1))\"" }
            .joined(separator: ",")
        return .text(
            """
            # HELP http_requests_total Requests answered, by status code.
            # TYPE http_requests_total counter
            http_requests_total{code="200",\(labels)} \(answered - failed)
            http_requests_total{code="500",\(labels)} \(failed)
            # HELP fleet_revision_info The revision that runs here.
            # TYPE fleet_revision_info gauge
            fleet_revision_info{\(labels)} 1

            """,
            type: "text/plain; version=0.0.4; charset=utf-8"
        )
    }

    private static func escaped(_ value: String) -> String {
        value.replacingOccurrences(of: "\\", with: "\\\\")
            .replacingOccurrences(of: "\"", with: "\\\"")
            .replacingOccurrences(of: "\n", with: "\\n")
    }
}
