/// What an operator or a script asks for; may be refused.
public enum Command: Hashable, Sendable, Codable {
    /// Makes a definition the one that new executions and gates use.
    case activate(PipelineDefinition)
    case start(StartCommand)
    case approve(Subject, because: String?)
    case reject(Subject, because: String)
    case pause(Subject, because: String)
    case resume(Subject, because: String?)
    case promote(PromoteCommand)
    case rollback(RollbackCommand)
    case retry(ExecutionID)
    case cancel(ExecutionID, because: String)
    case deploy(AdHocDeploy)

    /// The word that a script says.
    public var word: String {
        switch self {
        case .activate: "activate"
        case .start: "start"
        case .approve: "approve"
        case .reject: "reject"
        case .pause: "pause"
        case .resume: "resume"
        case .promote: "promote"
        case .rollback: "rollback"
        case .retry: "retry"
        case .cancel: "cancel"
        case .deploy: "deploy"
        }
    }
}

/// What a command is about.
public enum Subject: Hashable, Sendable, Codable, CustomStringConvertible {
    case pipeline(PipelineName)
    /// A stage, wave or phase by its name.
    case part(PipelineName, String)
    case execution(ExecutionID)

    /// `checkout`, `checkout.production`, `checkout#3`.
    public var description: String {
        switch self {
        case .pipeline(let name): name.text
        case .part(let pipeline, let part): "\(pipeline).\(part)"
        case .execution(let execution): execution.text
        }
    }

    /// Reads what `description` writes; a `#` makes an execution, the first `.` a part.
    public init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        if text.contains("#") {
            self = .execution(ExecutionID(text))
        } else if let dot = text.firstIndex(of: ".") {
            let part = text[text.index(after: dot)...]
            guard dot > text.startIndex, !part.isEmpty else { return nil }
            self = .part(PipelineName(String(text[..<dot])), String(part))
        } else {
            self = .pipeline(PipelineName(text))
        }
    }
}

/// `start P [at REVISION] [with MAP] [because S]`.
public struct StartCommand: Hashable, Sendable, Codable {
    public var definition: PipelineDefinition
    public var revision: RevisionID
    public var parameters: [Attribute]
    public var because: String?
    public init(definition: PipelineDefinition, revision: RevisionID, parameters: [Attribute] = [], because: String? = nil) {
        self.definition = definition
        self.revision = revision
        self.parameters = parameters
        self.because = because
    }
}

/// `promote E past GATE|STEP because S`.
public struct PromoteCommand: Hashable, Sendable, Codable {
    public enum Obstacle: Hashable, Sendable, Codable, CustomStringConvertible {
        case window, freeze, block, approval, rollback, pause
        /// The step that is in doubt, by its `as` name or its clause word.
        case step(String)
        public var description: String {
            switch self {
            case .window: "window"
            case .freeze: "freeze"
            case .block: "block"
            case .approval: "approval"
            case .rollback: "rollback"
            case .pause: "pause"
            case .step(let name): name
            }
        }
    }
    public var execution: ExecutionID
    public var past: Obstacle
    public var because: String
    public init(execution: ExecutionID, past: Obstacle, because: String) {
        self.execution = execution
        self.past = past
        self.because = because
    }
}

/// `rollback P|P.stage|E [to REVISION] because S`.
public struct RollbackCommand: Hashable, Sendable, Codable {
    public var subject: Subject
    /// `nil`: each target's own last good under what the operator saw.
    public var to: RevisionID?
    public var because: String
    public init(subject: Subject, to: RevisionID? = nil, because: String) {
        self.subject = subject
        self.to = to
        self.because = because
    }
}

/// `deploy FLEET with D at REVISION`, outside any pipeline.
///
/// Runs as a pipeline of one stage whose name the script gives no part in; the definition is made by the interpreter.
public struct AdHocDeploy: Hashable, Sendable, Codable {
    public var definition: PipelineDefinition
    public var revision: RevisionID
    public var because: String?
    public init(definition: PipelineDefinition, revision: RevisionID, because: String? = nil) {
        self.definition = definition
        self.revision = revision
        self.because = because
    }
}

/// A command with who sent it and what they saw.
public struct CommandEnvelope: Hashable, Sendable, Codable {
    /// What the operator had before their eyes; a command that answers it is refused once it has moved on.
    public struct Seen: Hashable, Sendable, Codable {
        public var execution: ExecutionID?
        public var revision: RevisionID?
        public init(execution: ExecutionID? = nil, revision: RevisionID? = nil) {
            self.execution = execution
            self.revision = revision
        }
    }
    public var id: CommandID
    /// The login name of the operator.
    public var by: String
    public var command: Command
    public var seen: Seen?
    public init(id: CommandID, by: String, command: Command, seen: Seen? = nil) {
        self.id = id
        self.by = by
        self.command = command
        self.seen = seen
    }
}

/// Why a command was not carried out: what was asked, what stands against it, the way out.
public struct Refusal: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    public var message: String
    public var help: String?
    public init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
    public var description: String { help.map { "\(message)\n   = help: \($0)" } ?? message }
}
