// SluiceProviders: the built-in ways to act on the world and to measure it, a folder each.
//
// Why it exists: an effect or a signal is only described until something here carries it out: commands under a supervisor (Process), HTTP and
// Prometheus over libcurl, artifacts on disk, and where secrets come from.
//
// May import: SluiceProvider, SluiceModel, CCurl, CProcess, Logging.
//
// Invariants: what a provider is given is data, and is quoted for the place where it is used; a secret is fetched when an effect starts and is in
// nothing that is kept; every failure is an outcome or a missing reading with its reason; nothing waits without a limit.
//
// Deliberately not here: when something is done and what follows from its outcome (SluiceEngine), and the journal of it (SluiceStore).
