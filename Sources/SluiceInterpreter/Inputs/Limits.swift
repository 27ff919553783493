/// Bounds of one evaluation; each ends in an error that names it.
public struct Limits: Hashable, Sendable {
    /// Instructions, plus one for each element and each 16 bytes of text that is made. Counted anew for each shell input.
    public var fuel: Int
    /// Calls inside calls.
    public var callDepth: Int
    /// Lists in lists and conditions joined to conditions; functions that hold functions may go ten times as deep.
    public var nesting: Int
    /// Elements of one list or map.
    public var elements: Int
    /// UTF-8 bytes of one text.
    public var textBytes: Int

    /// Bytes that all values hold together; noticed at the latest when an eighth of it too much is held.
    public var memory: Int
    /// UTF-8 bytes of all that is printed, line ends included. Counted anew for each shell input.
    public var output: Int

    public init(
        fuel: Int = 20_000_000, callDepth: Int = 1000, nesting: Int = 200, elements: Int = 1_000_000, textBytes: Int = 16 << 20,
        memory: Int = 256 << 20, output: Int = 16 << 20
    ) {
        self.fuel = fuel
        self.callDepth = callDepth
        self.nesting = nesting
        self.elements = elements
        self.textBytes = textBytes
        self.memory = memory
        self.output = output
    }
}
