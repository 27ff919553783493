// SluiceChecker: what can be said about a script without running it, and about a definition without deploying it.
//
// Why it exists: a rollout that stops half-way on a misspelt name has already hurt somebody. Names, places of clauses, calls and
// units are judged here for the whole file, functions that nobody calls included; safety rules judge the definition that comes of it.
//
// May import: SluiceSyntax, SluiceModel, OrderedCollections. No Foundation, no clock, no I/O, no randomness, no `async`.
//
// Invariants
// - Total and deterministic: every tree, also one with syntax errors, gives diagnostics and never traps.
// - One fault, one diagnostic: what is unknown has the unknown type, and nothing is said about that; where the parser already
//   complained, the checker does not complain again.
// - A type is judged only where it is certain; what cannot be known before evaluation is left to the interpreter.
// - Every code has a row in `DiagnosticCodes`, every safety rule one in `SafetyRules`.
//
// What it does not do: parse, load modules, evaluate, or make text for people (SluiceReport does).
