// SluiceProvider: what a provider of effects or readings must do.
//
// Why it exists: the runtime knows no system that is deployed to or measured; it knows these two protocols.
//
// May import: SluiceModel.
//
// Invariants that every implementation keeps (shown by the conformance suites in SluiceTestKit): an effect that is carried
// out twice under one key happens once; nothing traps on hostile values; secrets never appear in outcomes or logs.
//
// Deliberately not here: when something is done (SluiceEngine), and any concrete system (SluiceProviders).
