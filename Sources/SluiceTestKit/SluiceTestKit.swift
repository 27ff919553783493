// SluiceTestKit: what tests of several targets share; never part of a product.
//
// Why it exists: fakes, contracts that every implementation of a protocol must keep, and instruments that drive the built programs from
// the outside. A folder is one such concern.
//
// What it may import: the targets whose protocols it fakes, Foundation, Glibc.
//
// Invariants: nothing here sleeps or guesses a port; whoever waits, waits for an event with a deadline and says what it saw instead.
//
// What it does not do: test. Expectations belong to the test targets.
