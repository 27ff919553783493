import CProcess
import Glibc
import SluiceModel

/// A command whose supervisor is gone without a record: what may still run of it is waited for until its time is over.
struct OldAttempt {
    let claim: EffectClaim
    let key: EffectKey

    private struct Remnant {
        var facts: ProcessFacts
        /// The command itself, rather than something that it started.
        var isMain: Bool
    }

    /// Returns once the old attempt is dead or overdue, with what is known of it.
    ///
    /// Waited for is what still runs in the supervisor's session. When its time is over (or the task is cancelled) and the command itself still
    /// runs, all of it is ended; what a finished command left behind stays, as after any other end.
    func settle() async -> String {
        let gone = "its supervisor was killed"
        var misses = 0
        while let remnant = inSession().first {
            guard let handle = remnant.facts.identity.open() else {
                // It ended just now, or no descriptor is left to follow it with.
                misses += 1
                if misses > 1000 { return "\(gone); process \(remnant.facts.pid) of the command still runs and cannot be followed" }
                continue
            }
            let left = timeLeft()
            if left > .zero, !Task.isCancelled {
                _ = await ExitWatch.shared.end(of: handle, within: left, givesUpWhenCancelled: true)
                continue
            }
            guard inSession().contains(where: \.isMain) else {
                return "\(gone); the command has ended, and something that it started still runs"
            }
            let survivors = await endAll()
            return survivors == 0
                ? "\(gone); the command was ended because its time was over" : "\(gone); \(survivors) of its processes cannot be ended"
        }
        return "\(gone); nothing of the command runs any longer"
    }

    private func timeLeft() -> Duration {
        guard claim.mustEndBy > 0 else { return .seconds(365 * 86_400) }
        let now = cprocess_boot_clock_ns()
        return claim.mustEndBy > now ? .nanoseconds(Int64(clamping: claim.mustEndBy - now)) : .zero
    }

    private func inSession() -> [Remnant] {
        // While anything of a session lives, its number is given to no new process; so if there is one, the session is gone.
        if let other = ProcessFacts(pid: claim.supervisor.pid), other.startTime != claim.supervisor.startTime { return [] }
        return ProcessFacts.all().filter { $0.session == claim.supervisor.pid && $0.pid != claim.supervisor.pid }
            .map { Remnant(facts: $0, isMain: $0.group == $0.pid) }
    }

    /// Everything that carries the key, also in sessions of its own.
    private func everything() -> [ProcessIdentity] {
        let line = "\(CommandEnvironment.keyName)=\(key.text)"
        let session = inSession().map(\.facts.identity)
        let others = ProcessFacts.all().filter { $0.pid != getpid() && $0.hasInEnvironment(line) }.map(\.identity)
        return session + others.filter { !session.contains($0) }
    }

    /// TERM, up to 10 s, KILL, up to 10 s; returns how many are left.
    private func endAll() async -> Int {
        for (signal, passes) in [(SIGTERM, 1), (SIGKILL, 8)] {
            for _ in 0..<passes {
                let handles = everything().compactMap { $0.open() }
                if handles.isEmpty { return 0 }
                for handle in handles { handle.signal(signal) }
                let deadline = ContinuousClock.now + .seconds(signal == SIGTERM ? 10 : 2)
                for handle in handles {
                    _ = await ExitWatch.shared.end(of: handle, within: max(.zero, deadline - .now))
                }
            }
        }
        return everything().count
    }
}
