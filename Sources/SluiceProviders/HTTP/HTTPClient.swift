import CCurl
import Dispatch
import Foundation
import SluiceModel

/// A request with every hole filled.
struct FilledRequest: Sendable {
    var url: String
    var method = "GET"
    var headers: [String] = []
    var body: String?
    var timeout = Duration.seconds(5)
}

/// What a server said.
struct HTTPAnswer: Sendable {
    var status: Int
    var body: [UInt8]
}

/// Why no server said anything.
struct HTTPFailure: Error, Hashable, Sendable {
    var message: String
}

/// Makes HTTP requests over libcurl, at most 32 at once, keeping connections open between them.
final class HTTPClient: Sendable {
    static let shared = HTTPClient()
    /// Bytes of an answer beyond which a request fails.
    static let answerBound = 8 << 20

    private let queue = DispatchQueue(label: "http", attributes: .concurrent)
    private let limit = DispatchSemaphore(value: 32)
    private let admission = DispatchQueue(label: "http.admission")
    private let keepers = KeeperPool()

    private let isLoaded: Bool

    private init() { isLoaded = ccurl_start() == 1 }

    func send(_ request: FilledRequest) async -> Result<HTTPAnswer, HTTPFailure> {
        await withCheckedContinuation { continuation in
            admission.async { [self] in
                limit.wait()
                queue.async { [self] in
                    let result = perform(request)
                    limit.signal()
                    continuation.resume(returning: result)
                }
            }
        }
    }

    private func perform(_ request: FilledRequest) -> Result<HTTPAnswer, HTTPFailure> {
        guard !request.url.utf8.contains(0),
            !request.headers.contains(where: { $0.utf8.contains(0) || $0.contains("\n") || $0.contains("\r") })
        else { return .failure(HTTPFailure(message: "a value with a line break or a zero byte cannot stand in a URL or header")) }
        guard isLoaded else { return .failure(HTTPFailure(message: "libcurl.so.4 cannot be loaded: install the package libcurl4")) }
        guard let keeper = keepers.take() else { return .failure(HTTPFailure(message: "no memory for a request")) }
        defer { keepers.give(keeper) }
        var answer = unsafe ccurl_answer()
        defer { unsafe ccurl_free(&answer) }
        unsafe withStrings(request) { plain in
            var plain = unsafe plain
            unsafe ccurl_perform(keeper.handle, &plain, &answer)
        }
        guard unsafe answer.code == 0 else {
            let message = unsafe withUnsafeBytes(of: answer.message) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            return .failure(HTTPFailure(message: message))
        }
        let body = unsafe answer.body.map { unsafe Array(UnsafeRawBufferPointer(start: $0, count: answer.body_length)) }
        return .success(HTTPAnswer(status: unsafe answer.status, body: body ?? []))
    }

    private func withStrings(_ request: FilledRequest, _ body: (ccurl_request) -> Void) {
        let owned = unsafe request.headers.map { unsafe strdup($0) }
        defer { for index in unsafe owned.indices { unsafe free(owned[index]) } }
        var headers = unsafe owned.map { unsafe UnsafePointer<CChar>($0) }
        unsafe headers.append(nil)
        let milliseconds = max(1, Int(request.timeout.wholeNanoseconds / 1_000_000))
        unsafe request.url.withCString { url in
            unsafe request.method.withCString { method in
                unsafe headers.withUnsafeBufferPointer { list in
                    var plain = unsafe ccurl_request(
                        url: url, method: method, headers: list.baseAddress, body: nil, body_length: 0, timeout_milliseconds: milliseconds,
                        answer_bound: Self.answerBound)
                    guard let text = request.body else { return unsafe body(plain) }
                    unsafe text.withCString { bytes in
                        unsafe plain.body = unsafe bytes
                        unsafe plain.body_length = text.utf8.count
                        unsafe body(plain)
                    }
                }
            }
        }
    }
}

/// A libcurl handle; used by one thread at a time.
@safe private struct ConnectionKeeper: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
}

/// The handles that no request uses now.
private final class KeeperPool: @unchecked Sendable {
    private let lock = NSLock()
    private var idle: [ConnectionKeeper] = []

    func take() -> ConnectionKeeper? {
        if let keeper = lock.withLock({ idle.popLast() }) { return keeper }
        guard let handle = unsafe ccurl_open() else { return nil }
        return unsafe ConnectionKeeper(handle: handle)
    }
    func give(_ keeper: ConnectionKeeper) { lock.withLock { idle.append(keeper) } }
}
