import Foundation
import Glibc
import SluiceTestKit
import Testing

/// A folder of its own with a state, scripts, and a fleet of folders: what a target runs is what its `VERSION` says.
final class Workplace: Sendable {
    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/sluice-e2e-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder + "/fleet", withIntermediateDirectories: true)
        try write("install", Self.install, isProgram: true)
        try write("errors", Self.errors, isProgram: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// `install TARGET REVISION`: notes that it ran, with its key; a revision with `slow` in it takes its time.
    private static let install = """
        #!/bin/sh
        set -eu
        mkdir -p "fleet/$1"
        printf '%s %s %s\\n' "$1" "$2" "$SLUICE_IDEMPOTENCY_KEY" >> fleet/installs
        case "$2" in *broken*) echo "cannot install $2" >&2; exit 3 ;; esac
        printf '%s\\n' "$2" > "fleet/$1/VERSION.new"
        mv "fleet/$1/VERSION.new" "fleet/$1/VERSION"

        """

    /// `errors REGION`: the share of failed requests; a revision with `bad` in it fails every fifth.
    private static let errors = """
        #!/bin/sh
        for version in fleet/$1-*/VERSION; do
            [ -e "$version" ] || continue
            case "$(cat "$version")" in *bad*) echo 0.2; exit 0 ;; esac
        done
        echo 0

        """

    func write(_ name: String, _ text: String, isProgram: Bool = false) throws {
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
        guard isProgram else { return }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/" + name)
        // What another test starts meanwhile may hold the file open for writing for a moment, and then it cannot be run: exit 126.
        for _ in 1...100 where try exitOfTrying(name) != 126 { return }
    }

    /// Without arguments these programs do nothing.
    private func exitOfTrying(_ program: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "exec ./\(program) > /dev/null 2>&1"]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: folder + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: Meeting a command

    /// Makes a named pipe: a command that opens it stands still until the test opens the other end.
    func makePipe(_ name: String) throws { try #require(unsafe mkfifo(folder + "/" + name, 0o600) == 0) }

    /// Returns what a command wrote into a pipe, once it has.
    func awaitWriter(_ pipe: String) throws -> String {
        let handle = try #require(FileHandle(forReadingAtPath: folder + "/" + pipe))
        return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    }

    /// Lets the command go on that reads a pipe.
    func letPass(_ pipe: String) throws { try #require(FileHandle(forWritingAtPath: folder + "/" + pipe)).close() }

    // MARK: The fleet

    static let targets = ["eu", "us"].flatMap { region in (1...3).map { "\(region)-\($0)" } }

    func version(of target: String) -> String? {
        read("fleet/\(target)/VERSION")?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What every target runs, in the order of `targets`.
    var versions: [String?] { Self.targets.map { version(of: $0) } }

    struct Install: Hashable {
        var target: String
        var revision: String
        var key: String
    }

    /// Every install that ran, in order.
    var installs: [Install] {
        (read("fleet/installs") ?? "").split(separator: "\n").map { line in
            let words = line.split(separator: " ").map(String.init)
            return Install(target: words[0], revision: words[1], key: words[2])
        }
    }

    // MARK: Scripts

    /// Six targets in two regions: a one-box, then the rest; each wave bakes while the error ratio of its region is watched.
    static let definition = """
        alarm errors = exec("./errors ${region}", number: true) > 1% for 1 of 2 every 200ms
        deployer folder {
            install "./install ${target.name} ${revision}"
            verify exec(["grep", "-qx", "${revision}", "fleet/${target.name}/VERSION"]) == 0 within 5s
            timeout 30s
        }
        let prod = [
            target("eu-1", region: "eu"), target("eu-2", region: "eu"), target("eu-3", region: "eu"),
            target("us-1", region: "us"), target("us-2", region: "us"), target("us-3", region: "us"),
        ]
        pipeline shop {
            phase production {
                allow S150 because "a test"
                allow S171 because "a test"
                watch errors
                wave one_box {
                    deploy fleet(take(prod, 1)) with folder
                    bake 600ms
                }
                wave rest {
                    deploy fleet(drop(prod, 1)) with folder rolling 50%
                    bake 400ms
                }
            }
        }

        """

    /// The pipeline, followed by commands.
    static func script(_ commands: String) -> String { definition + commands + "\n" }

    // MARK: The program

    var environment: [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder, "SLUICE_HOME": folder + "/state",
            "SLUICE_OPERATOR": "ann", "LANG": "C.UTF-8",
        ]
    }

    func start(_ arguments: [String], input: String? = nil) throws -> RunningProgram {
        try RunningProgram(BuiltProduct.path("sluice"), arguments, environment: environment, folder: folder, input: input)
    }

    func sluice(_ arguments: String..., input: String? = nil) throws -> RunningProgram.End { try start(arguments, input: input).wait() }
}
