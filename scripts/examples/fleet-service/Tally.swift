import Synchronization

/// What the users saw of one region in the last few seconds.
struct Reading: Sendable, Equatable {
    var region: String
    var requests: Int
    var errors: Int
    var windowSeconds: Int

    /// The ratio is null, never zero, while there were no requests: no data is not good news.
    var json: String {
        let ratio = requests == 0 ? "null" : "\(Double(errors) / Double(requests))"
        return
            "{\"region\":\"\(region)\",\"ratio\":\(ratio),\"requests\":\(requests),\"errors\":\(errors),\"window_seconds\":\(windowSeconds)}"
    }
}

/// Counts requests in buckets of one second and sums the last few of them.
final class Tally: Sendable {
    let regions: [String]
    private let windowSeconds: Int
    private let start = ContinuousClock.now
    private let buckets: Mutex<[Bucket]> = Mutex([])

    private struct Bucket {
        var second: Int
        var region: String
        var revision: String?
        var requests = 0
        var errors = 0
    }

    init(regions: [String], windowSeconds: Int) {
        var seen: [String] = []
        for region in regions where !seen.contains(region) { seen.append(region) }
        self.regions = seen
        self.windowSeconds = windowSeconds
    }

    var hasSeenEveryRegion: Bool {
        regions.allSatisfy { reading(region: $0, revision: nil).requests > 0 }
    }

    func count(region: String, revision: String?, failed: Bool) {
        let now = second
        buckets.withLock { buckets in
            buckets.removeAll { $0.second <= now - windowSeconds }
            let known = buckets.firstIndex { $0.second == now && $0.region == region && $0.revision == revision }
            let index = known ?? buckets.endIndex
            if known == nil { buckets.append(Bucket(second: now, region: region, revision: revision)) }
            buckets[index].requests += 1
            buckets[index].errors += failed ? 1 : 0
        }
    }

    func reading(region: String, revision: String?) -> Reading {
        let oldest = second - windowSeconds
        return buckets.withLock { buckets in
            buckets
                .filter { $0.second > oldest && $0.region == region && (revision == nil || $0.revision == revision) }
                .reduce(into: Reading(region: region, requests: 0, errors: 0, windowSeconds: windowSeconds)) { reading, bucket in
                    reading.requests += bucket.requests
                    reading.errors += bucket.errors
                }
        }
    }

    private var second: Int {
        Int((ContinuousClock.now - start).components.seconds)
    }
}
