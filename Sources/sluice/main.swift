import SluiceCLI

SluiceProgram.main()
