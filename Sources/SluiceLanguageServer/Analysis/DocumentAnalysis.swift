import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceSyntax

/// Everything that is known of one text of a document.
struct DocumentAnalysis: Sendable {
    /// A module that the document imports.
    struct Imported: Sendable {
        let declaration: ImportDeclaration
        /// `std/waves` or an absolute path.
        let name: String
        let parsed: ParseResult
        let interface: ModuleInterface
    }

    /// Bounds of an evaluation while somebody types.
    static let limits = Limits(fuel: 3_000_000)

    let path: String
    let lines: LineIndex
    let parsed: ParseResult
    let check: CheckResult
    let imported: [Imported]
    private(set) var evaluation: ScriptOutline?

    var file: SourceFile { parsed.file }
    var index: ScriptIndex? { check.index }

    init(path: String, bytes: [UInt8], lines: LineIndex, inputs: OpenDocumentInputs) {
        self.path = path
        self.lines = lines
        let file = SourceFile(name: path, bytes: bytes)
        parsed = Parser.parse(file)
        var found: [Imported] = []
        for statement in parsed.tree.statements {
            guard case .importModule(let declaration) = statement.kind,
                case .success(let source) = inputs.moduleSource(declaration.path, from: path)
            else { continue }
            let module = Parser.parse(SourceFile(id: FileID(found.count + 1), name: source.name, text: source.text))
            found.append(
                Imported(declaration: declaration, name: source.name, parsed: module, interface: Checker.interface(of: module)))
        }
        imported = found
        check = Checker.check(
            parsed, modules: { declaration in found.first { $0.declaration == declaration && !$0.parsed.hasErrors }?.interface },
            recordsIndex: true)
    }

    /// Whether a change of that file can change what is known here.
    func reads(_ path: String) -> Bool {
        imported.contains { $0.name == path } || evaluation?.sources.files.contains { $0.name == path } == true
    }

    /// The module that an import of this path leads to.
    func imported(_ path: String) -> Imported? { imported.first { $0.declaration.path == path } }

    /// Evaluates the text unless it has mistakes.
    mutating func evaluate(inputs: any ScriptInputs) {
        evaluation = ScriptOutline(check, path: path, inputs: inputs)
    }

    // MARK: Asking the index

    func type(of expression: Expression) -> StaticType {
        if let typed = index?.types.first(where: { $0.span == expression.span }) { return typed.type }
        guard case .declaration(let number)? = index?.referent(at: expression.span.start)?.referent else { return .unknown }
        return index?.declarations[number].type ?? .unknown
    }

    /// Whether a declaration is one of the file's own statements: what such a name came to, evaluation tells.
    func isTopLevel(_ declaration: ScriptIndex.Declaration) -> Bool {
        parsed.tree.statements.contains { statement in
            if case .variable(let variable) = statement.kind { variable.name.span == declaration.span } else { false }
        }
    }

    /// Whether a name stands for what only a running pipeline knows.
    func isLate(_ expression: Expression) -> Bool {
        if case .late? = index?.referent(at: expression.span.start)?.referent { true } else { false }
    }
}
