// SluiceStoreSQLite: the journal on SQLite.
//
// Why it exists: one file that a crash cannot tear, that other processes can read while it is written, and that an
// operator can open with tools they know.
//
// May import: SluiceStore, SluiceModel, GRDB.
//
// Invariants: write-ahead log with full sync; one transaction and one sync for everything that is ready; the chain is
// verified when the journal is opened; the writer holds an exclusive lock on `lock` beside the journal, which names it.
//
// Deliberately not here: what a record means, and repair: damage is reported with its place, never mended silently.
