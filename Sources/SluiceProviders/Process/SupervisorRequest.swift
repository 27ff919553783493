import Foundation

/// What the supervisor is told to do; the form is described in `request.h` of the supervisor.
public struct SupervisorRequest: Hashable, Sendable {
    public struct Variable: Hashable, Sendable {
        public var name: String
        public var value: String
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The program (looked for in the `PATH` of `environment` unless it has a slash) and its arguments; not empty.
    public var arguments: [String]
    public var environment: [Variable]
    /// Absolute.
    public var folder: String
    /// Standard input; `nil` is `/dev/null`.
    public var input: String?
    /// Replaced by `‹NAME›` in everything that is kept of the output.
    public var secrets: [Variable]
    public var timeout: Duration
    /// Between TERM and KILL.
    public var grace = Duration.seconds(10)
    /// Bytes of log on disk; what is more is cut out of the middle.
    public var logBound = 64 << 20
    /// Bytes of standard output kept in the record, at most `recordedOutput`.
    public var capture = 0

    /// The room for captured output in a record.
    public static let recordedOutput = 1536

    public init(arguments: [String], environment: [Variable], folder: String, secrets: [Variable] = [], timeout: Duration) {
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
        self.secrets = secrets
        self.timeout = timeout
    }

    /// Why no supervisor could carry it out: a NUL, a bad variable name, a folder that is not there.
    func complaint() -> String? {
        for text in arguments + environment.map(\.value) + secrets.map(\.value) {
            do { try ShellQuoting.checkHoldable(text, what: "an argument or variable of the command") } catch { return error.message }
        }
        if input?.utf8.contains(0) == true || folder.utf8.contains(0) { return "the command contains a NUL character" }
        if let bad = environment.first(where: { $0.name.isEmpty || $0.name.utf8.contains(0) || $0.name.utf8.contains(61) }) {
            return "`\(bad.name)` cannot be the name of an environment variable"
        }
        var isFolder: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
        if !exists { return "the folder `\(folder)` that the command is to run in does not exist" }
        return isFolder.boolValue ? nil : "`\(folder)`, where the command is to run, is not a folder"
    }

    /// The fields, each ended by a NUL. `files` is `nil` where nothing is to be claimed or kept.
    func encoded(key: String, files: EffectFiles.Paths?, bootID: String, bootClock: UInt64) -> [UInt8] {
        let limit = UInt64(max(1, timeout.nanosecondsAtMostYear))
        var fields = [String]()
        if let files { fields += ["record=\(files.record)", "log=\(files.log)"] }
        fields += [
            "key=\(key)", "boot=\(bootID)", "folder=\(folder)", "must_end_by_ns=\(bootClock + limit)", "remaining_ns=\(limit)",
            "log_bound=\(max(0, logBound))", "grace_ns=\(max(0, grace.nanosecondsAtMostYear))",
            "capture=\(min(max(0, capture), Self.recordedOutput))",
        ]
        if let input { fields.append("input=\(input)") }
        fields += arguments.map { "arg=\($0)" }
        fields += environment.map { "env=\($0.name)=\($0.value)" }
        fields += secrets.filter { !$0.value.isEmpty }.map { "mask=\($0.name)=\($0.value)" }
        fields.append("end=")
        return fields.flatMap { Array($0.utf8) + [0] }
    }
}

extension Duration {
    /// Whole nanoseconds, at most a year, so that sums with a clock cannot overflow.
    var nanosecondsAtMostYear: Int64 {
        let parts = min(self, .seconds(365 * 86_400)).components
        return parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
    }
}
