import SluiceModel
import SluiceStore

/// The first line that a holder says to whoever connects.
struct Greeting: Codable {
    /// What a stranger at this socket can recognise it by.
    static let name = "sluice"
    static let current = 1

    var serves: String
    /// Of the lines after this one.
    var version: Int
    /// Of the events' form.
    var events: Int
    /// Who it is, for people.
    var holder: String
}

/// One line from a client. A connection carries any number of commands one after another; following ends it.
enum ControlRequest: Codable {
    case command(CommandEnvelope)
    /// Every event whose sequence number is higher.
    case follow(after: Int64)
}

/// One line from the holder.
enum ControlReply: Codable {
    case answer(CommandAnswer)
    case event(EventRecord)
    /// The journal failed, so nobody knows whether what was asked for was done.
    case failure(JournalError)
    /// The request was not understood or not possible; nothing was done.
    case refused(Refusal)
    /// The holder stops; the last event was number `sequence`.
    case end(sequence: Int64)
}

extension ControlReply {
    /// A canonical line with its end.
    func line() throws -> [UInt8] { try CanonicalCoding.bytes(of: self) + [Line.end] }
}

enum Line {
    static let end = UInt8(ascii: "\n")
}
