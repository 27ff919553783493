import Foundation

/// Asks a server until it answers as wished: what scripts use instead of curl.
enum Probe {
    static func run(_ options: Options) async throws {
        guard let text = options.plain.first, options.plain.count == 1, let url = URLComponents(string: text), url.scheme == "http",
            let host = url.host
        else {
            throw UsageError(message: "probe needs one http://ADDRESS:PORT/PATH")
        }
        let endpoint = try Endpoint("\(host):\(url.port ?? 80)")
        let path = (url.percentEncodedPath.isEmpty ? "/" : url.percentEncodedPath) + (url.percentEncodedQuery.map { "?\($0)" } ?? "")
        let seconds = try options.integer("within", default: 0, in: 0...600)
        let deadline = ContinuousClock.now + .seconds(seconds)
        var last = "no answer"
        repeat {
            do {
                let answer = try await within(2) {
                    var connection = try await Connection(to: endpoint, timeout: 2)
                    return try await connection.getAndClose(path)
                }
                if answer.status == 200, options["contains"].map({ answer.body.contains($0) }) ?? true {
                    if options["print"] != nil { Program.write(answer.body, to: .standardOutput) }
                    return
                }
                last = "status \(answer.status): \(answer.body.prefix(200))"
            } catch {
                last = "\(error)"
            }
            guard ContinuousClock.now < deadline else { break }
            try await Task.sleep(for: .milliseconds(50))
        } while true
        throw Failure(description: "\(text) did not answer as expected within \(seconds) s; last: \(last)")
    }
}
