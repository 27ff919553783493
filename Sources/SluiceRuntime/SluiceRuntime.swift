// SluiceRuntime: the one loop that does things.
//
// Why it exists: somebody has to hold the pure engine against the clock, the journal and the outside. An input comes in,
// the engine decides, the journal makes it durable, effects start; outcomes come back as inputs.
//
// May import: ring 1, SluiceStore, SluiceProvider, and libraries for logging and collections.
//
// Invariants: nothing is awaited between `decide` and `apply` but the append; no effect starts and nothing is answered or
// shown before its events are durable; what is pending after a crash is issued again under its key.
//
// Deliberately not here: any decision (SluiceEngine), concrete stores and providers (SluiceCLI names them), and text for
// people (SluiceReport).
