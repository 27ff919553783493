import SluiceControl

extension ControlError {
    /// As an operator reads it: what is wrong with which thing, and the way out.
    var explanation: (message: String, help: String) {
        switch self {
        case .unusable(let path, let reason):
            ("the session that holds the state cannot be reached: \(path): \(reason)", "type the command in that session, or end it first")
        case .untrusted(let path, let user):
            ("user \(user) listens at \(path), who may not hold this state", "look who uses that folder before anything else")
        case .foreign(let path, let found):
            ("what listens at \(path) is not this version of sluice: \(found)", "use the version that holds the state, or end that session")
        case .silent(let path):
            ("the session that holds the state does not answer: \(path)", "it may be suspended or overloaded: look at it, then try again")
        case .lost(let path):
            (
                "the session that held the state ended before it answered: \(path)",
                "`sluice status` tells whether the command was carried out"
            )
        }
    }
}
