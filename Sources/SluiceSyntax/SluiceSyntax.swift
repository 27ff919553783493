// SluiceSyntax: source text in, tokens, tree and diagnostics out.
//
// Why it exists: the checker, the interpreter, the shell (completion, highlighting, "is this input complete?") and the
// reports all need one reading of a script. This target is that reading, and it holds the clause table, the single
// description of every clause and modifier of the language.
//
// May import: nothing.
//
// Invariants
// - Every sequence of bytes yields a tree and a list of diagnostics; nothing traps, whatever the input.
// - Nesting is bounded by `Parser.nestingLimit`, so walking a tree recursively is safe.
// - Spans are UTF-8 byte offsets into the file they name; children lie inside their parents.
// - The same bytes give the same tree, the same node numbers and the same diagnostics.
//
// What it does not do: resolve names, check types, evaluate, or make text for people (SluiceReport does).
