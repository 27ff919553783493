import SluiceChecker
import SluiceInterpreter
import SluiceModel

enum DecoderProperties {
    static func verdict(on bytes: [UInt8]) -> FuzzVerdict {
        guard let value = try? CanonicalValue(parsing: bytes) else { return FuzzVerdict(isAccepted: false) }
        guard let again = try? CanonicalValue(parsing: value.text), again == value else {
            return .broken("a value is read back from its text")
        }
        if let definition = try? CanonicalCoding.decode(PipelineDefinition.self, from: value), definition.problems.isEmpty {
            _ = SafetyRules.check(definition)
        }
        let read = [
            rewritten(PipelineDefinition.self, value), rewritten(Event.self, value), rewritten(EventRecord.self, value),
            rewritten(CommandEnvelope.self, value), rewritten(Command.self, value), rewritten(Effect.self, value),
            rewritten(JournaledAnswer.self, value),
        ]
        let violation = read.compactMap { if case .broken(let property) = $0 { property } else { nil } }.first
        return FuzzVerdict(violation: violation, isAccepted: read.contains(.same))
    }

    private enum Reading: Equatable {
        case refused
        case same
        case broken(String)
    }

    private static func rewritten<Value: Codable & Hashable>(_ type: Value.Type, _ document: CanonicalValue) -> Reading {
        guard let value = try? CanonicalCoding.decode(type, from: document) else { return .refused }
        guard let bytes = try? CanonicalCoding.bytes(of: value) else { return .broken("what was read as \(type) can be written") }
        guard let again = try? CanonicalCoding.decode(type, from: bytes), again == value else {
            return .broken("what was written of a \(type) is read as the same")
        }
        return (try? CanonicalCoding.bytes(of: again)) == bytes ? .same : .broken("a \(type) has one form in bytes")
    }
}
