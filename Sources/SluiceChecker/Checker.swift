public import SluiceSyntax

/// A script that was checked, with what others may use of it.
public struct CheckedScript: Sendable {
    public let file: SourceFile
    public let tree: SourceTree
    public let interface: ModuleInterface
}

public struct CheckResult: Sendable {
    /// The parser's and the checker's, in the order of their places.
    public let diagnostics: [Diagnostic]
    public let script: CheckedScript
    /// What an editor asks about; nil unless the check was asked for it.
    public let index: ScriptIndex?

    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Judges a parsed file without running it.
public enum Checker {
    /// What an imported path offers; nil if the module could not be loaded, which its loader reports.
    public typealias ModuleProvider = (ImportDeclaration) -> ModuleInterface?

    /// Checks one file, functions that nobody calls included.
    ///
    /// Linear in the size of the tree but for fragments, whose clauses are looked up at each call. With `recordsIndex` it also notes what
    /// each name refers to and what each expression is.
    public static func check(
        _ parsed: ParseResult, modules: @escaping ModuleProvider = { _ in nil }, context: CheckContext = .script,
        recordsIndex: Bool = false
    ) -> CheckResult {
        var walk = Walk(parsed: parsed, modules: modules, context: context, recordsIndex: recordsIndex)
        walk.run()
        let all = (parsed.diagnostics + walk.diagnostics).enumerated().sorted { left, right in
            (left.element.primary.span.start, left.offset) < (right.element.primary.span.start, right.offset)
        }
        return CheckResult(
            diagnostics: all.map(\.element),
            script: CheckedScript(file: parsed.file, tree: parsed.tree, interface: ModuleInterface(of: parsed.tree, types: walk.exports)),
            index: walk.recorder?.index(walk.names.bindings))
    }

    /// What a file offers to those that import it, with the types of its names as far as the file alone shows them.
    public static func interface(of parsed: ParseResult) -> ModuleInterface {
        check(parsed, context: .module).script.interface
    }
}
