import Foundation

/// Programs of this package that were built beside the tests.
public enum BuiltProduct {
    /// The absolute path of a product, for example `sluice`.
    public static func path(_ name: String) -> String { folder + "/" + name }

    /// The build folder that holds the running tests.
    private static let folder: String = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
        let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let here = FileManager.default.currentDirectoryPath
        let found = bundle ?? runner
        return ((found.hasPrefix("/") ? found : here + "/" + found) as NSString).deletingLastPathComponent
    }()
}
