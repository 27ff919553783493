import SluiceCLI

await SluiceProgram.main()
