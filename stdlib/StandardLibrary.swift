// StandardLibrary: the modules that every script can import as "std/NAME", embedded in the binary.
//
// Why it exists: what can be said in the pipe language itself is said there, where users can read it and write their own, and a
// binary that is copied to another machine carries it along.
// It may import: nothing.
// Invariants: a module is one file NAME.pipe in this folder; its text is UTF-8 and the same in every process.
// It does not parse or evaluate anything: to the interpreter these are sources like any other.

/// The sources of the modules under `std/`.
public enum StandardLibrary {
    /// The names that may follow `std/`, in alphabetical order.
    public static let moduleNames = ["alarms", "checks", "strategies", "teams", "waves", "windows"]

    /// The source text of a module, or nil when there is none of that name.
    ///
    /// The name is the part after `std/`, for example `waves`.
    public static func source(named name: String) -> String? {
        switch name {
        case "alarms": String(decoding: PackageResources.alarms_pipe, as: UTF8.self)
        case "checks": String(decoding: PackageResources.checks_pipe, as: UTF8.self)
        case "strategies": String(decoding: PackageResources.strategies_pipe, as: UTF8.self)
        case "teams": String(decoding: PackageResources.teams_pipe, as: UTF8.self)
        case "waves": String(decoding: PackageResources.waves_pipe, as: UTF8.self)
        case "windows": String(decoding: PackageResources.windows_pipe, as: UTF8.self)
        default: nil
        }
    }
}
