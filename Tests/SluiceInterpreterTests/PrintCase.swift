import SluiceFuzzing
import SluiceSyntax
import Testing

/// A script and the lines that it prints.
struct PrintCase: CustomTestStringConvertible, Sendable {
    let script: String
    let prints: [String]
    var testDescription: String { script }

    init(_ script: String, _ prints: String...) {
        self.script = script
        self.prints = prints
    }
}

/// A script and the mistake in it: its code, the text that is marked, a part of the help.
struct MistakeCase: CustomTestStringConvertible, Sendable {
    let script: String
    let code: String
    let place: String?
    let help: String?
    var testDescription: String { script }

    init(_ script: String, _ code: String, at place: String? = nil, help: String? = nil) {
        self.script = script
        self.code = code
        self.place = place
        self.help = help
    }
}

func check(_ row: PrintCase, _ inputs: FixedInputs = FixedInputs(), location: SourceLocation = #_sourceLocation) {
    let outcome = evaluate(row.script, inputs)
    #expect(outcome.diagnostics.map { "\($0.code) \($0.message)" } == [], sourceLocation: location)
    #expect(outcome.prints == row.prints, sourceLocation: location)
}

func check(_ row: MistakeCase, _ inputs: FixedInputs = FixedInputs(), location: SourceLocation = #_sourceLocation) {
    let outcome = evaluate(row.script, inputs)
    #expect(outcome.codes.first == row.code, "\(outcome.diagnostics.map(\.message)) \(outcome.prints)", sourceLocation: location)
    if let place = row.place { #expect(outcome.place == place, "\(outcome.diagnostics.map(\.message))", sourceLocation: location) }
    if let help = row.help { #expect(outcome.helps.contains(help), "\(outcome.helps)", sourceLocation: location) }
}
