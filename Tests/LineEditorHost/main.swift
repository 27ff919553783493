// A program that hosts the line editor for tests that drive it through a terminal.
//
// What is typed is printed back as `GOT "…"`. Arguments choose what is offered; a `--control FIFO` takes orders from the test while
// somebody types: `notice TEXT`, `live ROW|ROW`, `prompt TEXT`, `done`.

import Foundation
import Glibc
import SluiceLineEditor

SignalSource.blockSignals()
let thread = Thread {
    exit(HostSession(Array(CommandLine.arguments.dropFirst())).run())
}
thread.stackSize = 8 << 20
thread.start()
while true { pause() }
