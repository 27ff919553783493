// SluiceReport: values in, text and JSON out.
//
// Why it exists: what Sluice found, decided and did must read the same in the command line, the shell and a build server's log. Text
// for people is made here and nowhere else; the other targets hand over values.
//
// May import: SluiceSyntax, SluiceModel, SluiceEngine, OrderedCollections. No Foundation: it is on the path of every start.
//
// Invariants
// - Pure: no terminal, clock or environment is looked at; the caller says how wide the terminal is and whether colours are wanted.
// - Colour never carries a meaning alone: the same text without colours says the same.
// - Control characters of a script or a command's output never reach the terminal as such.
// - What is aligned stays aligned whatever it holds: widths are counted in terminal cells, tabs and wide characters included.
//
// What it does not do: decide anything, or write anywhere.
