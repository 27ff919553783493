// SluiceCLI: the subcommands, and the composition root.
//
// Why it exists: the one place that names concrete stores, providers and files, and that turns what people type into
// commands of the runtime.
//
// May import: everything of Sluice, ArgumentParser, Yams, Foundation.
//
// Invariants: stdout carries results (with `--format json` only JSON), stderr everything else; exit codes as in `ExitStatus`;
// nothing is decided here.
//
// Deliberately not here: how anything looks (SluiceReport) and the interactive session (SluiceShell).
