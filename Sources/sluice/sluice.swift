// sluice: the binary.
//
// Why it exists: a program needs an entry. May import: SluiceCLI. It keeps that to one statement, so that everything else can
// be tested as a library; it does nothing itself.

import SluiceCLI

@main
struct Program {
    static func main() { SluiceProgram.main() }
}
