// fleet-service: the fleet that the examples deploy to.
//
// Why it exists: a first rollout should be real without a cloud account, so this one small program plays every part of the outside world:
// a replica that answers HTTP and whose revision decides how often it fails, the users who send it requests, and a probe for
// scripts on machines without curl.
// It may import FlyingFox and Foundation; it knows nothing of Sluice, which reaches it only as it would any fleet: by commands and HTTP.
// Invariant: every mode ends by itself after its --lifetime, so a demonstration that is interrupted leaves nothing running.
// It does not: keep data, read configuration from the environment, or start other processes.

import Foundation

@main
struct Program {
    static let usage = """
        usage: fleet-service serve   --listen ADDRESS:PORT --name NAME --region REGION --revision REVISION
                                     [--revisions FILE] [--ready-file FILE] [--lifetime SECONDS] [--folder LABEL]
               fleet-service traffic --listen ADDRESS:PORT --fleet FILE [--rate PER_SECOND] [--window SECONDS]
                                     [--ready-file FILE] [--lifetime SECONDS] [--folder LABEL]
               fleet-service probe   URL [--contains TEXT] [--within SECONDS] [--print yes]

        serve    answers /, /health and /metrics; a revision that ends in -bad, or that FILE (revision,error_percent) lists, fails
        traffic  sends every target of FILE (name,region,zone,address,weight) a steady trickle of requests and answers
                 /errors?region=R[&revision=V] with the error ratio that these users saw, as JSON
        probe    exits 0 once URL answers 200 (and its body contains TEXT), 1 when it does not within the time
        """

    static func main() async {
        do {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch let error as UsageError {
            write("fleet-service: \(error.message)\n\(usage)\n", to: .standardError)
            exit(2)
        } catch {
            write("fleet-service: \(error)\n", to: .standardError)
            exit(1)
        }
    }

    static func run(_ words: [String]) async throws {
        guard let mode = words.first else { throw UsageError(message: "say serve, traffic or probe") }
        switch mode {
        case "serve":
            try await Replica.run(Options(words.dropFirst()))
        case "traffic":
            try await Traffic.run(Options(words.dropFirst()))
        case "probe":
            try await Probe.run(Options(words.dropFirst()))
        case "--help", "-h", "help":
            write(usage + "\n", to: .standardOutput)
        case let other:
            throw UsageError(message: "there is no mode \(other)")
        }
    }

    static func write(_ text: String, to handle: FileHandle) {
        handle.write(Data(text.utf8))
    }
}

struct UsageError: Error {
    var message: String
}

/// A failure that names the thing and says what to do about it.
struct Failure: Error, CustomStringConvertible {
    var description: String
}
