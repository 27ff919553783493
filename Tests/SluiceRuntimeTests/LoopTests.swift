import SluiceEngine
import SluiceModel
import SluiceRuntime
import Testing

@Suite("The loop")
struct LoopTests {
    static let targets = ["eu-1", "eu-2", "us-1"].map { Target(name: TargetName($0), region: RegionName(String($0.prefix(2)))) }

    static func pipeline(_ steps: [Step], notifications: [SluiceModel.Notification] = []) -> PipelineDefinition {
        PipelineDefinition(
            name: "shop", folder: "/srv",
            deployers: [DeployerDefinition(name: "host", install: CommandTemplate(shell: "install"))],
            stages: [StageDefinition(name: "one", steps: steps)], notifications: notifications)
    }

    static let deploy = Step.deploy(DeployStep(fleet: targets, deployer: "host"))

    @Test("a bare `wait` waits for its time on the runtime's clock, and then the stage goes on")
    func bareWait() async throws {
        let surroundings = try await Surroundings()
        let id = try await surroundings.start(Self.pipeline([.wait(.seconds(600)), Self.deploy]))
        let began = surroundings.clock.now()
        let execution = try #require(await surroundings.end(of: id, movingBy: .seconds(7)))
        #expect(execution.end == .succeeded)
        #expect(surroundings.world.installs.sorted { $0.text < $1.text } == ["eu-1", "eu-2", "us-1"])
        let first = try await surroundings.event("target_moved").at
        #expect(first - began >= .seconds(600))
        await surroundings.runtime.stop()
    }

    @Test("whoever asked to be notified is told once, by the command that was given, what happened")
    func notification() async throws {
        let surroundings = try await Surroundings()
        let notification = SluiceModel.Notification(
            channel: .command(CommandTemplate(shell: "mail ops")), occasions: [.started, .succeeded])
        let id = try await surroundings.start(Self.pipeline([Self.deploy], notifications: [notification]))
        let execution = try #require(await surroundings.end(of: id, movingBy: .seconds(1)))
        #expect(execution.end == .succeeded)
        await surroundings.runtime.stop()
        #expect(surroundings.world.messages.count == 2)
        #expect(surroundings.world.messages.allSatisfy { $0.contains("shop#1") })
    }

    @Test("too little room holds what wants to start, says so, and lets it go by itself when there is room")
    func fullDisk() async throws {
        let surroundings = try await Surroundings()
        surroundings.room.set(StorageRoom(available: 1 << 20, capacity: 1 << 33))
        surroundings.clock.move(by: .seconds(60))
        let id = try await surroundings.start(Self.pipeline([Self.deploy]))
        #expect(try await surroundings.event("storage_low").event == .storageLow(true))
        let waits = await surroundings.runtime.state.execution(id)?.current?.waits ?? []
        #expect(waits.map(\.kind) == [.storage])
        #expect(surroundings.world.installs.isEmpty)
        surroundings.room.set(StorageRoom(available: 1 << 32, capacity: 1 << 33))
        let execution = try #require(await surroundings.end(of: id, movingBy: .seconds(1)))
        #expect(execution.end == .succeeded)
        #expect(surroundings.world.installs.count == 3)
        await surroundings.runtime.stop()
    }

    @Test("what is low stays low until there is clearly more", arguments: [(70, false), (60, true)])
    func hysteresis(megabytes: Int, isLow: Bool) async throws {
        let surroundings = try await Surroundings()
        surroundings.room.set(StorageRoom(available: Int64(megabytes) << 20, capacity: 1 << 33))
        surroundings.clock.move(by: .seconds(60))
        _ = try await surroundings.start(Self.pipeline([Self.deploy]))
        #expect(await surroundings.runtime.state.runtime.isStorageLow == isLow)
        surroundings.room.set(StorageRoom(available: 90 << 20, capacity: 1 << 33))
        surroundings.clock.move(by: .seconds(60))
        _ = try await surroundings.start(Self.pipeline([Self.deploy]), at: "v2")
        #expect(await surroundings.runtime.state.runtime.isStorageLow == isLow)
        await surroundings.runtime.stop()
    }
}
