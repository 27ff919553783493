import Foundation
import Glibc
import SluiceLineEditor
import SluiceTestKit
import Testing

@Suite("The history keeps inputs")
struct HistoryStoreTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("deep/er/history.jsonl")
    }

    @Test("an entry is one JSON line with time, session, folder, exit and text, readable by the user only")
    func form() throws {
        let store = HistoryStore(path: path, session: "s1")
        try store.append("stage a {\n    run \"é\"\n}", folder: "/srv/app", exit: 4)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(
            text.hasSuffix(
                #""folder":"/srv/app","session":"s1","text":"stage a {\n    run \"é\"\n}","time_ms":\#(store.entries()[0].timeMilliseconds)}"#
                    + "\n"))
        #expect(text.hasPrefix(#"{"exit":4,"#))
        var status = stat()
        #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(HistoryStore(path: path, session: "s2").entries().map(\.text) == ["stage a {\n    run \"é\"\n}"])
    }

    @Test("blank inputs and inputs that start with a space are not kept", arguments: ["", " ", "\n", "\t\n", " secret"])
    func notKept(text: String) throws {
        let store = HistoryStore(path: path, session: "s1")
        try store.append(text)
        #expect(store.entries().isEmpty && !FileManager.default.fileExists(atPath: path))
    }

    @Test("inputs by their start come from this session first, each once")
    func order() throws {
        let one = HistoryStore(path: path, session: "one")
        let two = HistoryStore(path: path, session: "two")
        for text in ["a1", "a2", "b"] { try one.append(text) }
        for text in ["a3", "a1"] { try two.append(text) }
        one.refresh()
        #expect(one.inputs(startingWith: "a") == ["a2", "a1", "a3"])
        #expect(two.inputs(startingWith: "a") == ["a1", "a3", "a2"])
        #expect(one.inputs(startingWith: "") == ["b", "a2", "a1", "a3"])
        #expect(one.inputs(containing: "") == [])
    }

    @Test(
        "a search finds parts, and capitals matter only when some are typed",
        arguments: [("prod", ["Deploy PROD", "deploy prod"]), ("PROD", ["Deploy PROD"]), ("é", ["café"]), ("zzz", [])])
    func search(part: String, found: [String]) throws {
        let store = HistoryStore(path: path, session: "one")
        for text in ["deploy prod", "Deploy PROD", "café"] { try store.append(text) }
        #expect(store.inputs(containing: part) == found)
    }

    @Test("damaged lines harm no others")
    func damage() throws {
        let store = HistoryStore(path: path, session: "one")
        try store.append("first")
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data("{\"text\":\"cut sho".utf8))
        try store.append("second")
        #expect(HistoryStore(path: path, session: "x").entries().map(\.text) == ["first", "second"])
        #expect(store.entries().map(\.text) == ["first", "second"])
    }

    @Test("compaction keeps the newest entries, and other sessions go on in the new file")
    func compaction() throws {
        let one = HistoryStore(path: path, session: "one", limit: 10)
        let two = HistoryStore(path: path, session: "two", limit: 10)
        for number in 1...15 { try one.append("input \(number)") }
        #expect(two.entries().count == 15)
        try one.compact()
        try two.append("after")
        #expect(two.entries().map(\.text) == (6...15).map { "input \($0)" } + ["after"])
        for number in 1...30 { try two.append("more \(number)") }
        #expect(two.entries().count <= 20)
        #expect(two.entries().last?.text == "more 30")
        one.refresh()
        #expect(one.entries().last?.text == "more 30")
    }

    @Test("what cannot be written is an error that names the file, and stays known to the session")
    func unwritable() throws {
        let store = HistoryStore(path: "/proc/nothing/history", session: "one")
        let error = #expect(throws: HistoryError.self) { try store.append("kept in memory") }
        #expect(error?.description.contains("/proc/nothing/history") == true)
        #expect(store.inputs(startingWith: "") == ["kept in memory"])
    }

    @Test("two processes write 1,000 entries each, one is killed in between, and nothing is lost")
    func twoProcesses() throws {
        let first = try Writer(path: path, session: "first", from: 0, count: 1000)
        let second = try Writer(path: path, session: "second", from: 0, count: 1000)
        var acknowledged = try second.read(upTo: 400)
        second.process.terminate()
        kill(second.process.processIdentifier, SIGKILL)
        acknowledged = try second.readToEnd() ?? acknowledged
        let rest = try Writer(path: path, session: "second", from: acknowledged + 1, count: 999 - acknowledged)
        #expect(try rest.readToEnd() == 999)
        #expect(try first.readToEnd() == 999)

        let entries = HistoryStore(path: path, session: "reader").entries()
        func numbers(_ session: String) -> [String] { entries.filter { $0.session == session }.map(\.text) }
        #expect(numbers("first") == (0..<1000).map { "first \($0)\nsecond line" })
        let second1000 = numbers("second")
        // The killed process may have written one more entry than it could tell of.
        #expect(second1000.count == 1000 || second1000.count == 1001)
        #expect(Set(second1000) == Set((0..<1000).map { "second \($0)\nsecond line" }))
    }

    @Test("processes that write while another compacts lose nothing")
    func compactionUnderWriters() throws {
        let first = try Writer(path: path, session: "first", from: 0, count: 200)
        let second = try Writer(path: path, session: "second", from: 0, count: 200)
        let compactor = HistoryStore(path: path, session: "third", limit: 10_000)
        var lastFirst: Int?
        for _ in 0..<20 {
            try compactor.compact()
            lastFirst = try first.read(upTo: (lastFirst ?? 0) + 8)
        }
        #expect(try first.readToEnd() == 199)
        #expect(try second.readToEnd() == 199)
        let entries = HistoryStore(path: path, session: "reader").entries()
        #expect(entries.count == 400)
        #expect(Set(entries.map(\.text)).count == 400)
    }
}

/// A process that appends numbered entries and tells after each that it is on the disk.
private final class Writer {
    let process = Process()
    private let pipe = Pipe()
    private var pending = Data()
    private var last: Int?

    init(path: String, session: String, from first: Int, count: Int) throws {
        process.executableURL = URL(fileURLWithPath: EditorSession.hostPath)
        process.arguments = ["--history", path, "--session", session, "--first", "\(first)", "--append", "\(count)", "--limit", "100000"]
        process.standardOutput = pipe
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// Reads what it tells until it has written the entry with that number.
    func read(upTo number: Int) throws -> Int {
        while (last ?? -1) < number, try take() {}
        return last ?? -1
    }

    func readToEnd() throws -> Int? {
        while try take() {}
        process.waitUntilExit()
        return last
    }

    private func take() throws -> Bool {
        let data = pipe.fileHandleForReading.availableData
        pending += data
        while let end = pending.firstIndex(of: 0x0A) {
            last = Int(String(decoding: pending[pending.startIndex..<end], as: UTF8.self)) ?? last
            pending = Data(pending[pending.index(after: end)...])
        }
        return !data.isEmpty
    }
}
