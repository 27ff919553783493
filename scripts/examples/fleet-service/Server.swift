import Dispatch
import FlyingFox
import FlyingSocks
import Foundation

/// An HTTP server that says when it listens, ends politely on TERM, and ends by itself when its lifetime is over.
struct Server {
    private let server: HTTPServer
    private let endpoint: Endpoint
    private let readyFile: String?

    /// Lifetime is counted in seconds from here; SIGALRM then ends the process whatever it is doing.
    init(options: Options) throws {
        endpoint = try options.endpoint("listen")
        readyFile = options["ready-file"]
        server = try HTTPServer(address: endpoint.socketAddress(), logger: DisabledLogger())
        _ = alarm(UInt32(try options.integer("lifetime", default: 600, in: 1...86_400)))
    }

    func route(_ route: HTTPRoute, handler: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse) async {
        await server.appendRoute(route, handler: handler)
    }

    /// Serves until TERM or INT; requests that are being answered then still get their answer.
    func runUntilTold() async throws {
        let server = server
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                Task {
                    await server.stop(timeout: 0.2)
                    exit(0)
                }
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        try await withThrowingTaskGroup(of: Progress.self) { group in
            group.addTask {
                try await server.run()
                return .ended
            }
            group.addTask {
                try await server.waitUntilListening(timeout: 5)
                return .listening
            }
            do {
                guard try await group.next() == .listening else { return }
            } catch {
                throw Failure(description: "cannot listen on \(endpoint.host):\(endpoint.port): \(error); end what uses that address")
            }
            if let readyFile { try Data("\(getpid())\n".utf8).write(to: URL(fileURLWithPath: readyFile), options: .atomic) }
            _ = await group.nextResult()
        }
    }

    private enum Progress {
        case listening
        case ended
    }
}

/// The server's own log lines are no part of a demonstration.
private struct DisabledLogger: Logging {
    func logDebug(_ debug: @autoclosure () -> String) {}
    func logInfo(_ info: @autoclosure () -> String) {}
    func logWarning(_ warning: @autoclosure () -> String) {}
    func logError(_ error: @autoclosure () -> String) {}
    func logCritical(_ critical: @autoclosure () -> String) {}
}

extension HTTPHeader {
    static let revision = HTTPHeader("X-Revision")
}

extension HTTPResponse {
    static func text(
        _ body: String,
        status: HTTPStatusCode = .ok,
        type: String = "text/plain; charset=utf-8",
        headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var headers = headers
        headers[.contentType] = type
        return HTTPResponse(statusCode: status, headers: headers, body: Data(body.utf8))
    }
}
