/// What goes wrong between a holder and who talks to it; each names the socket.
public enum ControlError: Error, Hashable, Sendable {
    /// The socket cannot be made or reached.
    case unusable(path: String, reason: String)
    /// At the other end is neither the same user nor root.
    case untrusted(path: String, user: UInt32)
    /// The holder speaks another form, or something else listens there.
    case foreign(path: String, found: String)
    /// Nothing came within the time that a greeting may take: the holder hangs or is stopped.
    case silent(path: String)
    /// The connection ended before the answer, so whether the command was carried out is open: send it again with the same
    /// identity, and a repeat gets the first answer.
    case lost(path: String)
}
