import Foundation
import SluiceModel

/// Makes a request for the supervisor of a command with holes: values in place, secrets fetched, quoted for the shells that will read it.
struct CommandPreparation {
    enum Failure: Error, Hashable, Sendable {
        case missingSecret(String)
        case unusable(String)
    }

    let values: LateValues
    /// Absolute; where the command runs unless it says otherwise.
    let folder: String
    let basis: [SupervisorRequest.Variable]
    /// What the command is told about itself, under `SLUICE_*`.
    let told: [SupervisorRequest.Variable]
    let source: SecretSource

    func request(for command: CommandTemplate, timeout: Duration) throws(Failure) -> SupervisorRequest {
        var secrets = [SupervisorRequest.Variable]()
        for template in command.templates {
            for name in template.secrets where !secrets.contains(where: { $0.name == name }) {
                do { secrets.append(.init(name, try source.value(of: name))) } catch { throw .missingSecret(error.message) }
            }
        }
        var given = [SupervisorRequest.Variable]()
        for variable in command.environment { given.append(.init(variable.name, text(variable.value, secrets))) }
        let wanted = command.folder.map { text($0, secrets) }
        let shell = try shellForm(command.form, secrets)
        var request = SupervisorRequest(arguments: [], environment: [], folder: folder, secrets: secrets, timeout: timeout)
        if let host = command.host.map({ text($0, secrets) }) {
            guard !host.isEmpty, !host.hasPrefix("-") else { throw .unusable("`\(host)` is no host to run a command on") }
            // A fixed text, so that it does not matter which shell the far account has; the script itself comes as input, so that no secret stands
            // in a list of processes.
            request.arguments = ["ssh", "-o", "BatchMode=yes", "--", host, "exec /bin/sh -c 'eval \"$(cat)\"'"]
            request.input = try remoteScript(shell, folder: wanted, CommandEnvironment.merged(given, told))
            request.environment = CommandEnvironment.merged(basis, agentOfOpenSSH, told)
            return request
        }
        if let wanted, !wanted.isEmpty { request.folder = wanted.hasPrefix("/") ? wanted : "\(folder)/\(wanted)" }
        let quoted = shell.variables.map { SupervisorRequest.Variable($0.name, $0.value) }
        request.environment = CommandEnvironment.merged(basis, given, quoted, told)
        switch command.form {
        case .shell: request.arguments = ["/bin/sh", "-c", "--", shell.script]
        case .arguments(let templates):
            request.arguments = templates.map { text($0, secrets) }
            if request.arguments.first?.isEmpty ?? true { throw .unusable("the command's argument list names no program") }
        }
        return request
    }

    /// Lets OpenSSH find the operator's agent.
    private var agentOfOpenSSH: [SupervisorRequest.Variable] {
        guard let socket = ProcessInfo.processInfo.environment["SSH_AUTH_SOCK"] else { return [] }
        return [.init("SSH_AUTH_SOCK", socket)]
    }

    private func text(_ template: Template, _ secrets: [SupervisorRequest.Variable]) -> String {
        template.filled(with: values).map { part in
            switch part {
            case .text(let text), .data(let text): text
            case .secret(let name): secrets.first { $0.name == name }?.value ?? ""
            }
        }.joined()
    }

    private func shellForm(
        _ form: CommandTemplate.Form, _ secrets: [SupervisorRequest.Variable]
    ) throws(Failure) -> ShellQuoting.Rendered {
        switch form {
        case .arguments(let templates):
            return .init(script: templates.map { ShellQuoting.literal(text($0, secrets)) }.joined(separator: " "), variables: [])
        case .shell(let template):
            let parts = template.filled(with: values).map { part -> ShellQuoting.Part in
                switch part {
                case .text(let text): .text(text)
                case .data(let text): .data(text)
                case .secret(let name): .data(secrets.first { $0.name == name }?.value ?? "")
                }
            }
            do { return try ShellQuoting.render(parts) } catch { throw .unusable(error.message) }
        }
    }

    /// The whole of it as text for the far shell: no variable of ours arrives there by itself.
    private func remoteScript(
        _ shell: ShellQuoting.Rendered, folder: String?, _ variables: [SupervisorRequest.Variable]
    ) throws(Failure) -> String {
        var lines = shell.variables.map { "\($0.name)=\(ShellQuoting.literal($0.value))" }
        for variable in variables {
            guard variable.name.utf8.allSatisfy(isNameByte), let first = variable.name.utf8.first, !(48...57).contains(first) else {
                throw .unusable("`\(variable.name)` cannot be the name of a variable of a shell")
            }
            lines.append("export \(variable.name)=\(ShellQuoting.literal(variable.value))")
        }
        if let folder, !folder.isEmpty { lines.append("cd -- \(ShellQuoting.literal(folder)) || exit 126") }
        return lines.joined(separator: "\n") + "\n" + shell.script + "\n"
    }
}
