import OrderedCollections
import SluiceModel
import SluiceSyntax

extension Walk {
    mutating func memberType(_ base: Expression, _ name: Name) -> StaticType {
        if case .name(let text) = base.kind {
            if isFree(text), let late = LateNames.named(text) {
                record(.late(late), at: base.span)
                checkLateMember(late, name)
                return .template
            }
            if let id = names.id(of: text), let interface = names[id].interface {
                _ = resolve(text, at: base.span)
                return exportType(interface, of: names[id], name)
            }
        }
        return fieldType(name, of: type(of: base), at: base)
    }

    private mutating func checkLateMember(_ late: SluiceModel.LateName, _ name: Name) {
        if late == .target { attributes.append(name) }
        guard let members = LateNames.members(of: late), !members.contains(name.text) else { return }
        report(.unknownLateMember(late.rawValue, name, members: members, near: nearest(name.text, among: members)))
    }

    private mutating func exportType(_ interface: ModuleInterface, of module: Binding, _ name: Name) -> StaticType {
        if let export = interface.export(name.text) {
            record(.export(path: module.path ?? module.name, export), at: name.span)
            return export.type
        }
        if interface.privateNames.contains(name.text) {
            report(.privateExport(module.name, name))
        } else {
            report(.unknownExport(module.name, name, near: nearest(name.text, among: interface.exports.map(\.name))))
        }
        return .unknown
    }

    /// What stands behind a dot, or what `by: "name"` picks.
    mutating func fieldType(_ name: Name, of base: StaticType, at expression: Expression) -> StaticType {
        switch base {
        case .map(let shape):
            if let field = shape.fields[name.text] { return field }
            guard shape.isClosed else { return shape.values }
            reportMember(name, of: base, among: Array(shape.fields.keys), at: expression.span)
            return .unknown
        case .target(let shape):
            if let field = Fields.of(base).first(where: { $0.name == name.text }) { return field.type }
            if let shape, !shape.any.contains(name.text) {
                reportMember(name, of: base, among: Fields.of(base).map(\.name) + shape.any, at: expression.span)
            }
            return .unknown
        case .fleet(let shape):
            guard let shape else { return .anyTarget }
            if let targets = shape.names, !targets.contains(name.text) {
                reportMember(name, of: base, among: targets, at: expression.span)
                return .unknown
            }
            return .target(shape.subset.element)
        case .pipeline(let shape):
            if let field = Fields.of(base).first(where: { $0.name == name.text }) { return field.type }
            if let shape, shape.isClosed, !shape.parts.contains(name.text) {
                report(.unknownPart(name.text, at: name.span, near: nearest(name.text, among: shape.parts), parts: shape.parts))
                return .unknown
            }
            if let shape { recorder?.uses.append((name.span, .part(name.text, block: shape.block))) }
            return .stage
        case .duration, .date, .alarm, .deployer, .execution, .stage, .range:
            let fields = Fields.of(base)
            if let field = fields.first(where: { $0.name == name.text }) { return field.type }
            reportMember(name, of: base, among: fields.map(\.name), at: expression.span)
            return .unknown
        case .none, .bool, .int, .float, .percent, .string, .list, .function, .condition, .signal, .weekday:
            report(.noMembers(name, of: base, at: expression.span, isBuiltin: BuiltinTable.row(name.text) != nil))
            return .unknown
        case .unknown, .size, .timeOfDay, .instant, .secret, .window, .revision, .template, .source, .module: return .unknown
        }
    }

    private mutating func reportMember(_ name: Name, of base: StaticType, among members: [String], at span: Span) {
        report(.unknownMember(name, of: base, near: nearest(name.text, among: members), members: members, at: span))
    }

    // MARK: Indices

    mutating func indexType(_ base: Expression, _ index: Expression) -> StaticType {
        let found = type(of: base)
        let key = type(of: index)
        if case .string(let literal) = index.kind, let text = literal.plainText {
            if let field = namedElement(Name(text, span: index.span), of: found, at: base) { return field }
        }
        switch found {
        case .list, .fleet, .string: return elementType(of: found, by: key, at: index.span)
        case .map(let shape):
            if key.isQuantity || key == .bool || key.isList || key.isFunction { report(.wrongIndex(index.span, of: found, found: key)) }
            return shape.values
        case .pipeline: return .stage
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .weekday, .function, .condition, .signal, .range:
            report(.notIndexable(base.span, found: found))
            return .unknown
        case .unknown, .instant, .secret, .target, .alarm, .deployer, .window, .stage, .execution, .revision, .template, .source, .module:
            return .unknown
        }
    }

    /// `m["k"]`, where `k` is written out; nil where the index is judged like any other.
    private mutating func namedElement(_ name: Name, of base: StaticType, at expression: Expression) -> StaticType? {
        switch base {
        case .map(let shape):
            if let field = shape.fields[name.text] { return field }
            guard shape.isClosed else { return shape.values }
            let keys = Array(shape.fields.keys)
            report(.missingKey(name, near: nearest(name.text, among: keys), keys: keys, at: expression.span))
            return .unknown
        case .target, .fleet, .pipeline: return fieldType(name, of: base, at: expression)
        case .unknown, .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret,
            .list, .range, .function, .signal, .condition, .alarm, .deployer, .window, .stage, .execution, .revision, .template, .source,
            .module:
            return nil
        }
    }

    private mutating func elementType(of base: StaticType, by key: StaticType, at span: Span) -> StaticType {
        switch key {
        case .int:
            if case .fleet(let shape) = base { return .target(shape?.subset.element) }
            return base.elementType
        case .range(let bound):
            if bound != .int, bound != .unknown { report(.wrongIndex(span, of: base, found: key)) }
            if case .fleet(let shape) = base { return .fleet(shape?.subset) }
            return base
        case .string where base.isFleet: return .anyTarget
        case .unknown: return .unknown
        case .none, .bool, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret, .list, .map,
            .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision,
            .template, .source, .module:
            report(.wrongIndex(span, of: base, found: key))
            return .unknown
        }
    }
}
