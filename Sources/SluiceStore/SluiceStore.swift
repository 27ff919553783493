// SluiceStore: what a journal must promise, and the in-memory one.
//
// Why it exists: the runtime's only truth is the journal; every implementation keeps the same promises, shown by one
// contract suite in SluiceTestKit.
//
// May import: SluiceModel.
//
// Invariants: sequence numbers start at 1 and have no gaps; each record carries its predecessor's checksum; what `append`
// returned from is durable; an append happens whole or not at all.
//
// Deliberately not here: what a record means (SluiceEngine) and any file format (SluiceStoreSQLite).
