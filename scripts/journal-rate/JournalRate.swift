// journal-rate: durable steps per second of the journal, beside plain SQLite on the same disk.
//
// Why it exists: every decision is on disk before anything follows from it, so the journal's speed bounds everybody's.
// It may import the journal and GRDB. It measures the same work twice: `callers` tasks that each append one step after another and wait
// for each to be durable, and the same rows in transactions of the same size on a bare table with the same durability. Both take turns, on
// new files each time, so that what else the machine does meets both; medians are printed: ours, plain, and ours in percent of plain.
// It does not judge the figures; scripts/bench prints them beside the goal.

import Foundation
import GRDB
import SluiceModel
import SluiceStore
import SluiceStoreSQLite

@main
struct Program {
    static let payload = Array(#"{"event":"step_ended","execution":"checkout-1","step":3,"target":"eu-1","outcome":"succeeded"}"#.utf8)

    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 5, let steps = Int(words[2]), let callers = Int(words[3]), let turns = Int(words[4]), callers > 0,
            steps >= callers, turns > 0
        else {
            FileHandle.standardError.write(Data("usage: journal-rate FOLDER STEPS CALLERS TURNS, with a step for each caller\n".utf8))
            exit(2)
        }
        var (ours, plain) = ([Double](), [Double]())
        for turn in 1...turns {
            let folder = "\(words[1])/\(turn)"
            ours.append(try await journal(in: folder, steps: steps, callers: callers))
            plain.append(try plainSQLite(at: folder + "/plain.sqlite", steps: steps, group: callers))
            try FileManager.default.removeItem(atPath: folder)
        }
        let shares = zip(ours, plain).map { 100 * $0 / $1 }
        print("\(Int(median(ours))) \(Int(median(plain))) \(Int(median(shares)))")
    }

    private static func median(_ figures: [Double]) -> Double { figures.sorted()[figures.count / 2] }

    private static func perSecond(_ count: Int, since start: ContinuousClock.Instant) -> Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(count) / (Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
    }

    private static func journal(in folder: String, steps: Int, callers: Int) async throws -> Double {
        let holder = JournalHolder(process: getpid(), host: "here", user: "bench", since: Instant(seconds: 0), program: "journal-rate")
        let journal = try SQLiteJournal.openForWriting(StateFolder(path: folder), holder: holder) { _ in }
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<callers {
                group.addTask {
                    for _ in 0..<(steps / callers) {
                        _ = try await journal.append([
                            JournalEntry(at: Instant(seconds: 0), kind: "step_ended", version: 1, payload: payload)
                        ])
                    }
                }
            }
            try await group.waitForAll()
        }
        let rate = perSecond(steps / callers * callers, since: start)
        await journal.close()
        return rate
    }

    private static func plainSQLite(at path: String, steps: Int, group: Int) throws -> Double {
        var configuration = Configuration()
        configuration.journalMode = .wal
        let database = try DatabaseQueue(path: path, configuration: configuration)
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        try database.write { try $0.execute(sql: "CREATE TABLE step (number INTEGER PRIMARY KEY, payload BLOB NOT NULL)") }
        let bytes = Data(payload)
        let start = ContinuousClock.now
        for _ in 0..<(steps / group) {
            try database.write { database in
                let statement = try database.cachedStatement(sql: "INSERT INTO step (payload) VALUES (?)")
                for _ in 0..<group { try statement.execute(arguments: [bytes]) }
            }
        }
        return perSecond(steps / group * group, since: start)
    }
}
