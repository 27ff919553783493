import SluiceModel

/// How long something takes.
struct Estimate: Sendable {
    /// Bakes and waits alone.
    var least = Duration.zero
    /// Every time-out used up.
    var most = Duration.zero

    mutating func add(_ other: Estimate) {
        least += other.least
        most += other.most
    }

    /// `1h to 2h`.
    var shown: String {
        let (first, second) = (least.wholeMinutes, most.wholeMinutes)
        return first == second ? first.scriptText : "\(first.scriptText) to \(second.scriptText)"
    }
}

extension Duration {
    /// At most a thousand years, so that sums and products stay in range.
    fileprivate var bounded: Duration { min(self, .seconds(31_557_600_000)) }

    /// Rounded up, so that nothing seems to take no time.
    fileprivate var wholeMinutes: Duration {
        let (seconds, rest) = (components.seconds, components.attoseconds)
        let whole = seconds + (rest > 0 ? 1 : 0)
        return .seconds((whole + 59) / 60 * 60)
    }
}

extension SafetyView {
    func estimate(_ step: Step) -> Estimate {
        switch step {
        case .deploy(let deploy):
            var members: [RegionName: [Target]] = [:]
            for target in deploy.fleet { members[target.region, default: []].append(target) }
            return Estimate(most: deployTime(Site.Deploy(step: deploy, clause: nil, members: members)))
        case .run(let run): return Estimate(most: run.timeout.bounded * (max(0, min(run.retries, 1000)) + 1))
        case .bake(let bake):
            return Estimate(least: bake.duration.bounded, most: max(bake.duration, bake.atMost ?? bake.duration).bounded)
        case .wait(let duration): return Estimate(least: duration.bounded, most: duration.bounded)
        case .require(let require): return Estimate(most: require.within.bounded)
        case .approve, .artifact, .notify: return Estimate()
        case .parallel(let steps):
            return steps.map(estimate).reduce(Estimate()) { Estimate(least: max($0.least, $1.least), most: max($0.most, $1.most)) }
        }
    }

    /// The longest that a deploy may take: its slowest region, batch after batch, each target at its time-outs.
    func deployTime(_ deploy: Site.Deploy) -> Duration {
        guard let deployer = definition.deployer(deploy.step.deployer) else { return .zero }
        let each = (deploy.step.timeout ?? deployer.timeout).bounded + (deployer.verify.map(\.within).max() ?? .zero).bounded
        var batches = 0
        var seen: Set<RegionName> = []
        for region in deploy.step.fleet.map(\.region) where seen.insert(region).inserted {
            let members = deploy.members[region] ?? []
            let limit = deploy.step.rolling.limit(of: members.count)
            batches = max(batches, groups(members, deploy.step.oneAtATime).reduce(0) { $0 + ($1 + limit - 1) / limit })
        }
        return each * batches
    }

    /// The sizes of the groups that go one after the other.
    private func groups(_ members: [Target], _ grouping: DeployStep.Grouping?) -> [Int] {
        guard let grouping else { return [members.count] }
        var sizes: [Int] = []
        var places: [String: Int] = [:]
        for target in members {
            let name =
                switch grouping {
                case .zone: target.zone ?? ""
                case .cell: target.cell ?? ""
                }
            if let place = places[name] {
                sizes[place] += 1
            } else {
                places[name] = sizes.count
                sizes.append(1)
            }
        }
        return sizes
    }
}
