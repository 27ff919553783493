import Foundation
import Glibc
public import SluiceModel
import Synchronization

/// The machine's clocks: wall time carried on by the monotonic clock.
public final class SystemClock: RuntimeClock {
    /// Wall time less monotonic time.
    private let offset: Mutex<Duration>

    public init() { offset = Mutex(Self.wall - Self.monotonic) }

    private static var wall: Duration { read(CLOCK_REALTIME) }
    /// Goes on while the machine sleeps.
    private static var monotonic: Duration { read(CLOCK_BOOTTIME) }

    private static func read(_ clock: clockid_t) -> Duration {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    public func now() -> Instant { Instant(nanoseconds: (Self.monotonic + offset.withLock { $0 }).wholeNanoseconds) }

    public func sleep(until instant: Instant) async {
        let rest = instant - now()
        guard rest > .zero else { return }
        try? await Task.sleep(for: min(rest, .seconds(86_400)), tolerance: .milliseconds(1))
    }

    public func jump() -> Duration? {
        let current = Self.wall - Self.monotonic
        return offset.withLock { offset in
            let moved = current - offset
            guard moved > .seconds(60) || moved < .seconds(-60) else { return nil }
            offset = current
            return moved
        }
    }
}
