// SluiceEngine: the state machines — execution, stage, region, target, bake, alarm, rollback.
//
// Why it exists: what happens next is decided in one place, from (state, input, now), so that production, tests, replay and
// simulation decide the same.
//
// May import: SluiceModel, OrderedCollections. No Foundation, no clock, no I/O, no randomness, no `async`.
//
// Invariants: `Engine.decide` returns events and changes nothing; `EngineState.apply` folds an event and decides nothing;
// pending effects are a function of the state; the same events give the same state, byte for byte. Nothing iterates a
// `Set` or `Dictionary`.
//
// Deliberately not here: durability (SluiceStore), carrying effects out (SluiceProviders), taking samples and waking up
// (SluiceRuntime), text for people (SluiceReport).
