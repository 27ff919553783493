import SluiceInterpreter

/// A request that somebody waits for, and may stop waiting for.
struct Foreground: Sendable {
    private enum Ending: Sendable {
        case ended(Result<RequestResult, any Error>)
        case interrupted
    }
    private let work: Task<RequestResult, any Error>
    private let endings: AsyncStream<Ending>
    private let continuation: AsyncStream<Ending>.Continuation
    /// A command is ended when nobody wants it any more; everything else goes on without us.
    private let endsWithUs: Bool

    init(request: Request, _ body: @escaping @Sendable () async throws -> RequestResult) {
        let (stream, continuation) = AsyncStream.makeStream(of: Ending.self)
        let work = Task { try await body() }
        endings = stream
        self.continuation = continuation
        self.work = work
        if case .adHocRun = request { endsWithUs = true } else { endsWithUs = false }
        Task { continuation.yield(.ended(await work.result)) }
    }

    /// Nil when it was interrupted first.
    func result() async throws -> RequestResult? {
        for await ending in endings {
            switch ending {
            case .ended(let result): return try result.get()
            case .interrupted: return nil
            }
        }
        return nil
    }

    func interrupt() {
        // Said before the work can end because of it.
        if !endsWithUs { continuation.yield(.interrupted) }
        work.cancel()
    }
}
