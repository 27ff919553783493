/// One run of a script, with everything that its evaluation reads, so that resuming it evaluates the same.
public struct ScriptRun: Hashable, Sendable, Codable {
    public struct Input: Hashable, Sendable, Codable {
        /// What was asked for: `module std/waves`, `read hosts.csv`, `env HOME`, `arg region`.
        public var request: String
        /// What it gave; `nil` when it was not there.
        public var text: String?
        public init(request: String, text: String?) {
            self.request = request
            self.text = text
        }
    }
    public var run: ScriptRunID
    /// Absolute.
    public var path: String
    public var source: String
    public var by: String
    public var inputs: [Input]
    public init(run: ScriptRunID, path: String, source: String, by: String, inputs: [Input]) {
        self.run = run
        self.path = path
        self.source = source
        self.by = by
        self.inputs = inputs
    }
}
