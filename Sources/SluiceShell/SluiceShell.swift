// SluiceShell: the session of somebody who types the pipe language at a prompt, or pipes it in.
//
// Why it exists: an operator watches rollouts while writing the next command. Reading keys blocks a thread, evaluating and following
// wait for hours, and notices come whenever they like; this is where the three meet.
//
// May import: SluiceLineEditor, SluiceReport, SluiceRuntime, SluiceEngine, SluiceInterpreter, SluiceChecker, SluiceSyntax, SluiceModel;
// Foundation for the thread of the editor and for files. What the composition root knows (stores, providers, files of scripts)
// comes in as values and closures.
//
// Invariants
// - No error ends a session; a refused command, a mistake and a lost store are told, and the prompt comes back.
// - The editor is used on one thread. Everything else reaches the screen through its `NoticeBoard`.
// - Nothing that asks before it acts is carried out without an answer; nothing is carried out in a session that only reads.
// - Ctrl-C ends waiting, never what is waited for.
// - Without a terminal no editor exists and no escape code is written.
//
// What it does not do: parse, check, evaluate, decide; open stores; or make tables and diagnostics.
