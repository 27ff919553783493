import FlyingFox
import FlyingSocks
import Foundation

/// The users: a steady trickle of requests to every target, and what they saw of each region.
///
/// A refused connection is not counted as an error, as a load balancer would not send users there; an answer of 500 or more, or none
/// within two seconds, is.
struct Traffic: Sendable {
    private struct Destination: Sendable {
        var region: String
        var endpoint: Endpoint
    }

    private let destinations: [Destination]
    private let interval: Duration
    private let tally: Tally

    private static let patience = 2.0

    init(fleet path: String, perSecond rate: Int, windowSeconds: Int) throws {
        destinations = try Table(path: path, columns: ["region", "address"]).rows.map { row in
            try Destination(region: row["region"] ?? "", endpoint: Endpoint(row["address"] ?? ""))
        }
        guard !destinations.isEmpty else { throw Failure(description: "\(path) lists no targets") }
        interval = .seconds(1) / rate
        tally = Tally(regions: destinations.map(\.region), windowSeconds: windowSeconds)
    }

    static func run(_ options: Options) async throws {
        let traffic = try Traffic(
            fleet: options.required("fleet"),
            perSecond: options.integer("rate", default: 20, in: 1...1_000),
            windowSeconds: options.integer("window", default: 5, in: 1...3_600)
        )
        let server = try Server(options: options)
        let tally = traffic.tally
        await server.route("GET /errors") { request in
            Self.errors(of: request.query["region"], revision: request.query["revision"], in: tally)
        }
        await server.route("GET /ready") { _ in
            tally.hasSeenEveryRegion ? .text("ready\n") : .text("no traffic yet\n", status: .serviceUnavailable)
        }
        let sending = Task { await traffic.send() }
        defer { sending.cancel() }
        try await server.runUntilTold()
    }

    private static func errors(of region: String?, revision: String?, in tally: Tally) -> HTTPResponse {
        let type = "application/json"
        guard let region else {
            let all = tally.regions.map { tally.reading(region: $0, revision: revision).json }.joined(separator: ",")
            return .text("{\"regions\":[\(all)]}\n", type: type)
        }
        guard tally.regions.contains(region) else {
            return .text("{\"error\":\"no such region\"}\n", status: .notFound, type: type)
        }
        return .text(tally.reading(region: region, revision: revision).json + "\n", type: type)
    }

    /// Every target has a connection of its own, and their requests are spread evenly over the interval.
    private func send() async {
        await withTaskGroup { group in
            for (index, destination) in destinations.enumerated() {
                let offset = interval * index / destinations.count
                group.addTask { await send(to: destination, startingAfter: offset) }
            }
        }
    }

    private func send(to destination: Destination, startingAfter offset: Duration) async {
        var connection: Connection?
        var due = ContinuousClock.now + offset
        while !Task.isCancelled {
            due += interval
            try? await Task.sleep(until: due, clock: .continuous)
            due = max(due, ContinuousClock.now - interval)
            do {
                let (answer, open) = try await request(on: connection, to: destination.endpoint)
                connection = open
                tally.count(region: destination.region, revision: answer.revision, failed: answer.status >= 500)
            } catch let error as Failure {
                tally.count(region: destination.region, revision: nil, failed: true)
                connection = nil
                Program.write("\(destination.endpoint.host): \(error)\n", to: .standardError)
            } catch {
                connection = nil
            }
        }
    }

    /// A kept connection that the server has closed meanwhile is replaced once, as any HTTP client does.
    private func request(on kept: Connection?, to endpoint: Endpoint) async throws -> (Answer, Connection) {
        if let kept {
            do {
                return try await within(Self.patience) {
                    var connection = kept
                    return (try await connection.get("/"), connection)
                }
            } catch {
                kept.close()
                if error is Failure { throw error }
            }
        }
        let fresh = try await Connection(to: endpoint, timeout: Self.patience)
        do {
            return try await within(Self.patience) {
                var connection = fresh
                return (try await connection.get("/"), connection)
            }
        } catch {
            fresh.close()
            throw error
        }
    }
}
