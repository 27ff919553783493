// SluiceLineEditor: a safe line editor over libedit, made for the shell and knowing nothing about pipelines.
//
// Why it exists. libedit brings key maps, `.editrc`, vi and emacs editing; it does not bring colour, menus, live rows or
// messages while somebody types, and most of its calls are unsafe from more than one thread. This target keeps the unsafe
// part behind one class and adds the rest.
//
// What it may import: CEditline, Glibc, Foundation (JSON of the history only), Synchronization.
//
// Invariants:
// - libedit never draws (its output is /dev/null). The screen is one `Frame`: live rows, prompt and buffer, menu. `FramePainter` is
//   the only writer while a line is read and sends only what differs from the frame before.
// - Every libedit call happens on the thread that made the `LineEditor`. Other threads speak through a `NoticeBoard`.
// - Nothing runs by itself: not a paste, not a line found in the history.
// - The terminal gets its settings back at every end: return, exit, crash, SIGTERM, SIGHUP, Ctrl-Z.
// - A signal never runs code of ours except to rescue the terminal of a crashing process; signals are read from a descriptor.
//
// What it does not do: parse, colour by itself, decide what is secret, or start other programs.
