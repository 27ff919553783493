// SluiceModel: the words of the field as values.
//
// Why it exists: the language half (syntax, checker, interpreter) and the running half (engine, runtime, providers)
// never meet; they share these values. A definition, a command, an event and an effect are plain data with one
// canonical byte form, so that they can be hashed, compared, stored and read years later.
//
// May import: OrderedCollections. No Foundation, no clock, no I/O, no randomness, no `async`.
//
// Invariants: every type is a value and `Sendable`; what is stored is `Codable` and goes through `CanonicalCoding`
// only; nothing iterates a `Set` or `Dictionary`.
//
// Deliberately not here: how a script is evaluated (SluiceInterpreter), what happens next (SluiceEngine), how an
// effect is carried out (SluiceProviders), how anything is shown (SluiceReport).
