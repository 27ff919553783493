// SluiceInterpreter: from a script to definitions and requests.
//
// Why it exists: a script is evaluated, not executed. What comes out is data: pipeline definitions, and one request for each
// command, which the caller carries out and answers. The same script with the same inputs and answers does the same again,
// which is what makes a killed run resumable.
//
// May import: SluiceChecker, SluiceSyntax, SluiceModel, OrderedCollections. No Foundation, no clock, no I/O, no `async`.
//
// The way of a script: Compiling turns a tree into instruction lists; Machine runs them on its own stack (calls of a script
// never nest calls of this program, so no script can overflow its stack); Clauses assembles what clauses say; Builtins holds
// the functions of the language; Requests is what leaves and what comes back; Inputs is all that a script may see of the world.
//
// Invariants
// - Evaluation is deterministic; the world enters through `ScriptInputs` and `RequestResult` only.
// - It stops by itself: steps, calls, nesting and sizes are bounded (`Limits`), and each bound has an error that says so.
// - Every mistake in a script is a `Diagnostic` with a place; nothing traps.
// - Values are never changed once made; nesting of values is bounded, so that walking and freeing them is safe.
//
// What it does not do: decide what happens to a definition (SluiceEngine), carry anything out (SluiceRuntime), judge whether a
// rollout is safe (SluiceChecker).
