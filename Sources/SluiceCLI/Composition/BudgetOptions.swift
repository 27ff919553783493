import ArgumentParser
import SluiceInterpreter

/// How much a script may use while it is evaluated; what is left out stays as it is built in.
struct BudgetOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Steps that a script may take (20000000).", valueName: "steps"))
    var fuel: Int?

    @Option(help: ArgumentHelp("Calls inside calls (1000).", valueName: "calls"))
    var depth: Int?

    @Option(help: ArgumentHelp("What all its values may hold together (256MiB).", valueName: "size"))
    var memory: ByteCount?

    @Option(help: ArgumentHelp("What it may print (16MiB).", valueName: "size"))
    var outputLimit: ByteCount?

    func validate() throws {
        for (name, value) in [("fuel", fuel), ("depth", depth)] {
            guard let value, value < 1 else { continue }
            throw ValidationError("`--\(name)` is at least 1, not \(value)")
        }
    }

    var limits: Limits {
        var limits = Limits()
        if let fuel { limits.fuel = fuel }
        if let depth { limits.callDepth = depth }
        if let memory { limits.memory = memory.bytes }
        if let outputLimit { limits.output = outputLimit.bytes }
        return limits
    }
}

/// A number of bytes, with a unit or without: `4096`, `64KiB`, `1GB`.
struct ByteCount: ExpressibleByArgument {
    let bytes: Int

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let units = [
            "": 1, "B": 1, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
        ]
        guard let number = Int(digits), number > 0, let unit = units[String(argument.dropFirst(digits.count))] else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        bytes = product
    }
}
