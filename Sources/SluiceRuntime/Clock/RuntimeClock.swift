public import SluiceModel

/// Where time comes from.
///
/// `now` never goes back and goes on at the speed of a monotonic clock; when the wall clock jumps, the difference is handed
/// out once by `jump`, and `now` follows it from then on.
public protocol RuntimeClock: Sendable {
    func now() -> Instant
    /// Returns early when the task is cancelled.
    func sleep(until instant: Instant) async
    /// How far the wall clock has moved against the monotonic one since the last call, when that is more than a minute.
    func jump() -> Duration?
}
