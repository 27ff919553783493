import Foundation
import Glibc
import SluiceModel
import SluiceProvider
import Testing

@testable import SluiceProviders

@Suite("Process: the provider")
struct ProcessProviderTests {
    let fixture: ProcessFixture
    init() throws { fixture = try ProcessFixture() }

    private let values = LateValues(
        pipeline: "checkout", execution: "checkout#1", stage: "production", revision: Revision(id: "$(rm -rf /)'; reboot", ordinal: 1),
        previous: "v0", target: Target(name: "web-1", region: "eu", address: "10.0.0.1", attributes: [Attribute("gpu", .boolean(true))]))

    private func template(_ parts: Template.Part...) -> CommandTemplate { CommandTemplate(.shell(Template(parts))) }

    @Test("A hostile revision is printed, not run") func hostile() async {
        let command = template(.text("echo 'v: "), .late(.init(.revision)), .text("' "), .data("*"), .raw(.init(.previous)))
        let outcome = await fixture.provider().carryOut(fixture.effect(.install(command), values: values), issue: .first)
        #expect(outcome == .succeeded(output: "v: $(rm -rf /)'; reboot *v0\n"))
    }

    @Test("An argument list sees no shell") func arguments() async {
        let command = CommandTemplate(.arguments([Template(text: "printf"), Template(text: "<%s>"), Template([.late(.init(.revision))])]))
        let outcome = await fixture.provider().carryOut(fixture.effect(.run(command, isSafeToRepeat: false), values: values), issue: .first)
        #expect(outcome == .succeeded(output: "<$(rm -rf /)'; reboot>"))
    }

    @Test("The environment is clean and tells the command its place") func environment() async {
        var command = template(.text("env | sort; pwd"))
        command.environment = [.init(name: "MINE", value: Template(text: "1")), .init(name: "SLUICE_STAGE", value: Template(text: "no"))]
        let outcome = await fixture.provider().carryOut(fixture.effect(.install(command), values: values), issue: .first)
        let wanted = [
            "HOME=/root", "LANG=C.UTF-8", "MINE=1", "PATH=/usr/bin:/bin", "PWD=\(fixture.folder)", "SLUICE_EXECUTION=checkout#1",
            "SLUICE_FENCE=7",
            "SLUICE_IDEMPOTENCY_KEY=p/p#1/s/deploy/t/install/1", "SLUICE_PIPELINE=checkout", "SLUICE_PREVIOUS_REVISION=v0",
            "SLUICE_REGION=eu",
            "SLUICE_REVISION=$(rm -rf /)'; reboot", "SLUICE_STAGE=production", "SLUICE_TARGET=web-1",
            "SLUICE_TARGET_ATTRIBUTES={\"name\":\"web-1\",\"region\":\"eu\",\"address\":\"10.0.0.1\",\"weight\":1,\"gpu\":true}",
            fixture.folder,
        ]
        #expect(outcome == .succeeded(output: wanted.joined(separator: "\n") + "\n"))
    }

    @Test("A secret is fetched at the start and never shown") func secret() async {
        var command = template(.text("echo \"$TOKEN\" "), .secret("KEY"), .text("; exit 1"))
        command.environment = [.init(name: "TOKEN", value: Template([.text("Bearer "), .secret("TOKEN")]))]
        let provider = fixture.provider(secrets: ["TOKEN": "t0ken", "KEY": "k'ey"])
        let outcome = await provider.carryOut(fixture.effect(.install(command)), issue: .first)
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.cause == .exit(1) && failure.output == "Bearer ‹TOKEN› ‹KEY›\n")
        #expect(await provider.log(of: "p/p#1/s/deploy/t/install/1") == "Bearer ‹TOKEN› ‹KEY›\n")
    }

    @Test(
        "What goes wrong has a cause",
        arguments: [
            ("exit 3", EffectFailure.Cause.exit(3)), ("kill -9 $$", .signal(9)), ("sleep 1000", .timedOut), ("echo $((@))", .notStarted),
            ("secret", .missingInput),
        ])
    func causes(script: String, cause: EffectFailure.Cause) async {
        let parts: [Template.Part] =
            script == "secret"
            ? [.secret("NOT_THERE")] : script.contains("@") ? [.text("echo $(("), .data("x"), .text("))")] : [.text(script)]
        let effect = fixture.effect(
            .install(CommandTemplate(.shell(Template(parts)))), timeout: cause == .timedOut ? .milliseconds(200) : .seconds(60))
        let outcome = await fixture.provider().carryOut(effect, issue: .first)
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.cause == cause && !failure.message.isEmpty)
    }

    @Test(
        "`current` gives the one line that it printed",
        arguments: [
            ("echo v1; echo noise >&2", "v1"), ("printf '  v 2 \\n\\n'", "v 2"), ("true", nil), ("echo a; echo b", nil), ("exit 1", nil),
        ])
    func current(script: String, revision: String?) async {
        let outcome = await fixture.provider().carryOut(fixture.effect(.current(CommandTemplate(shell: script))), issue: .first)
        if let revision { #expect(outcome == .succeeded(output: revision)) } else { #expect(!outcome.isSuccess) }
    }

    @Test("A cancelled task yields cancelled") func cancelled() async {
        fixture.makePipe("ready")
        let effect = fixture.effect(.install(CommandTemplate(shell: "echo x >ready; sleep 1000")))
        let running = Task { [fixture] in await fixture.provider().carryOut(effect, issue: .first) }
        _ = await fixture.read("ready")
        running.cancel()
        #expect(await running.value == .cancelled)
    }

    @Test("Doubt stays doubt when issued again, and is repeated under the same key when decided") func doubt() async throws {
        let effect = fixture.effect(.install(CommandTemplate(shell: "echo ran >>runs; exit 0")))
        let provider = fixture.provider()
        #expect(await provider.carryOut(effect, issue: .first).isSuccess)
        _ = unsafe truncate(try fixture.files.paths(of: effect.key).record, 2048)
        guard case .inDoubt = await provider.carryOut(effect, issue: .again) else {
            Issue.record("no doubt")
            return
        }
        #expect(await provider.carryOut(effect, issue: .first).isSuccess)
        #expect(await provider.carryOut(effect, issue: .again).isSuccess)
        #expect(fixture.text("runs") == "ran\nran\n")
    }

    @Test("On a host the script arrives whole, with its values, variables and folder") func host() async throws {
        try FileManager.default.createDirectory(atPath: fixture.folder + "/bin", withIntermediateDirectories: true)
        let ssh =
            "#!/bin/sh\nfor last; do :; done\necho \"$@\" >\"${0%/*}/../arguments\"\nexec env -i PATH=/usr/bin:/bin /bin/sh -c \"$last\"\n"
        try ssh.write(toFile: fixture.folder + "/bin/ssh", atomically: true, encoding: .utf8)
        _ = unsafe chmod(fixture.folder + "/bin/ssh", 0o755)
        var command = template(.text("printf '%s|' '"), .late(.init(.revision)), .text("' \"$TOKEN\" $SLUICE_FENCE; pwd; cat"))
        command.host = Template([.late(.init(.target, member: "address"))])
        command.environment = [.init(name: "TOKEN", value: Template([.secret("TOKEN")]))]
        command.folder = Template(text: "/tmp")
        let provider = fixture.provider(secrets: ["TOKEN": "t0k'en"], path: "\(fixture.folder)/bin:/usr/bin:/bin")
        let outcome = await provider.carryOut(fixture.effect(.install(command), values: values), issue: .first)
        #expect(outcome == .succeeded(output: "$(rm -rf /)'; reboot|‹TOKEN›|7|/tmp\n"))
        #expect(fixture.text("arguments") == "-o BatchMode=yes -- 10.0.0.1 exec /bin/sh -c 'eval \"$(cat)\"'\n")
    }

    @Test(
        "`exec` measures the exit status or the number that is printed",
        arguments: [
            ("true", false, Reading.Value.number(0)), ("exit 4", false, .number(4)), ("echo 2.5", true, .number(2.5)),
            ("echo many", true, .missing("printed `many`, which is no number")), ("echo 1; exit 2", true, .missing("exit code 2")),
            ("trap '' TERM; sleep 1000", false, .missing("timed out")),
        ])
    func exec(script: String, printsNumber: Bool, value: Reading.Value) async throws {
        let timeout: Duration = value == .missing("timed out") ? .milliseconds(200) : .seconds(60)
        let measurement = ExecMeasurement(command: CommandTemplate(shell: script), printsNumber: printsNumber, timeout: timeout)
        let reading = await fixture.provider().measure(.exec(measurement), values: .init(), folder: fixture.folder)
        #expect(reading == Reading(value: value, source: "exec", at: Instant(seconds: 1)))
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder + "/effects").isEmpty)
    }
}
