import SluiceModel

/// The clean environment of a command.
enum CommandEnvironment {
    typealias Variable = SupervisorRequest.Variable

    static let keyName = "SLUICE_IDEMPOTENCY_KEY"

    /// `PATH`, `HOME` and `LANG` of the runtime.
    static func basis(_ inherited: [String: String]) -> [Variable] {
        var variables = [Variable("PATH", inherited["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")]
        if let home = inherited["HOME"] { variables.append(Variable("HOME", home)) }
        variables.append(Variable("LANG", inherited["LANG"] ?? "C.UTF-8"))
        return variables
    }

    /// What a command is told about its place; what is not known there is not set.
    static func place(_ values: LateValues) -> [Variable] {
        let texts: [(String, String?)] = [
            ("SLUICE_PIPELINE", values.pipeline?.text), ("SLUICE_EXECUTION", values.execution?.text), ("SLUICE_STAGE", values.stage?.text),
            ("SLUICE_REVISION", values.revision?.id.text), ("SLUICE_PREVIOUS_REVISION", values.previous?.text),
            ("SLUICE_REGION", values.region?.text), ("SLUICE_TARGET", values.target?.name.text),
            ("SLUICE_TARGET_ATTRIBUTES", values.target.map { attributes(of: $0).text }),
        ]
        return texts.compactMap { name, text in text.map { Variable(name, $0) } }
    }

    static func identity(of effect: Effect) -> [Variable] {
        let identity = [Variable(keyName, effect.key.text), Variable("SLUICE_FENCE", String(effect.fence))]
        guard case .notify(_, let message) = effect.action else { return identity }
        return identity + [Variable("SLUICE_MESSAGE", message)]
    }

    /// Every attribute, the fixed ones first.
    private static func attributes(of target: Target) -> CanonicalValue {
        var members: [CanonicalValue.Member] = [.init("name", .string(target.name.text)), .init("region", .string(target.region.text))]
        for (name, text) in [("zone", target.zone), ("cell", target.cell), ("address", target.address)] {
            if let text { members.append(.init(name, .string(text))) }
        }
        members.append(.init("weight", .number(numberText(target.weight))))
        for attribute in target.attributes { members.append(.init(attribute.name, json(attribute.value))) }
        return .object(members)
    }

    private static func json(_ value: AttributeValue) -> CanonicalValue {
        switch value {
        case .boolean(let flag): .boolean(flag)
        case .integer(let number): .number(String(number))
        case .number(let number): number.isFinite ? .number(numberText(number)) : .null
        case .string(let text): .string(text)
        }
    }

    /// Later ones win; a name appears once.
    static func merged(_ lists: [Variable]...) -> [Variable] {
        var result = [Variable]()
        for variable in lists.joined() {
            result.removeAll { $0.name == variable.name }
            result.append(variable)
        }
        return result
    }
}
