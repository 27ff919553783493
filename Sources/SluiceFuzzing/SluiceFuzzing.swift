// SluiceFuzzing: inputs that nobody would write, and what must hold for them all the same.
//
// Why it exists: scripts, and what is stored of them, come from outside. The tests try a fixed number of inputs (SluiceFuzzingTests), and
// `scripts/fuzz` as many as there is time for; both draw them here, so that a finding of one is a finding of the other.
//
// May import: SluiceInterpreter, SluiceChecker, SluiceSyntax, SluiceModel, OrderedCollections.
//
// Invariants
// - An input depends on its part, the seed, its number and the corpus alone.
// - A violation of a property is a value; only what traps or hangs ends the process.
//
// What it does not do: read files, start processes, or print (scripts/fuzz-runner does).
