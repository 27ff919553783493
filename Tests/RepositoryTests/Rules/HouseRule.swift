import Testing

/// One thing that is wrong at one place, and what to write instead.
struct Finding: CustomStringConvertible {
    var path: String
    var line: Int
    var message: String

    var place: String {
        "\(path):\(line)"
    }

    var description: String {
        "\(place): \(message)"
    }
}

/// A rule that holds for the whole repository.
struct HouseRule: Sendable, CustomTestStringConvertible {
    var name: String
    private var check: @Sendable (Checkout) -> [Finding]

    init(_ name: String, check: @escaping @Sendable (Checkout) -> [Finding]) {
        self.name = name
        self.check = check
    }

    var testDescription: String {
        name
    }

    func findings(in checkout: Checkout) -> [Finding] {
        check(checkout).sorted { ($0.path, $0.line) < ($1.path, $1.line) }
    }

    static let all: [HouseRule] = [
        .imports, .knownTargets, .firstFile,
        .fileLength, .functionLength,
        .pureCalls, .stableOrder, .noDefault,
        .words, .paths, .topLevel,
        .unfinished, .sleeps, .forcedTry, .standardLibrary,
    ]

    /// A rule about each match of a pattern in the code of some files.
    static func banned(
        _ name: String,
        in applies: @escaping @Sendable (SourceFile) -> Bool,
        _ bans: [(pattern: Pattern, message: String)]
    ) -> HouseRule {
        HouseRule(name) { checkout in
            checkout.swiftFiles.filter(applies).flatMap { file in
                bans.flatMap { ban in
                    file.matches(of: ban.pattern).map { Finding(path: file.path, line: $0.line, message: ban.message) }
                }
            }
        }
    }
}
