// SluiceControl: how other processes talk to the one that holds a state.
//
// Why it exists: a state has one writer, and operators have several terminals. The holder serves a Unix socket in the state
// folder; everybody else sends commands there and follows the events from there.
//
// May import: SluiceModel, SluiceStore (what goes wrong with a journal is part of an answer), SluiceEngine, SluiceRuntime, and a
// socket library.
//
// Invariants: only the same user and root are answered; nothing that a client does, sends or leaves undone holds up the
// runtime or another client, and what is kept for a client is bounded; a follower sees every event once, in order, without a
// gap; the socket belongs to the holder of the lock, and is gone before the lock is released.
//
// Deliberately not here: any decision (SluiceEngine), who may hold the state (the store's lock), and text for people.
