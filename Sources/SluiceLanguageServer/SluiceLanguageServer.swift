// SluiceLanguageServer: what an editor asks about scripts, over the Language Server Protocol 3.17.
//
// Why it exists: a mistake is cheapest while it is typed. The editor shows what the checker, the evaluation and the safety rules say, and
// offers what the shell offers at its prompt; both take it from the same tables.
//
// May import: SluiceInterpreter, SluiceChecker, SluiceSyntax, SluiceModel, OrderedCollections, the platform.
//
// Invariants
// - `LanguageSession` is a value: messages in, messages out; files are read through `ScriptWorkspace` only, and nothing is written.
// - Whatever comes in is answered or passed over as the protocol says; nothing ends the session but `exit` or the end of the input.
// - Standard output carries nothing but the protocol.
// - A script that is looked at is never carried out: commands are passed over, evaluation is bounded by `DocumentAnalysis.limits`.
//
// What it does not do: carry out commands, talk to a state or a holder, write files.
