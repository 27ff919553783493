public import Foundation

/// The name of a request; a number or a text, as the client likes.
public enum RequestID: Hashable, Sendable, Codable {
    case number(Int)
    case text(String)

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        }
    }
}

/// Why a request could not be answered, with the number that the protocol gives it.
public struct ResponseError: Error, Hashable, Sendable, Codable {
    public var code: Int
    public var message: String

    static let parse = -32700
    static let invalidRequest = -32600
    static let unknownMethod = -32601
    static let invalidParameters = -32602
    static let notInitialized = -32002
    static let cancelled = -32800
    static let failed = -32803
}

/// What came in, as far as it is needed to know whose it is.
struct IncomingHead: Decodable {
    var id: RequestID?
    var method: String?
}

/// The parameters of a message, decoded from its whole text.
struct IncomingParameters<Parameters: Decodable>: Decodable {
    var params: Parameters
}

/// What goes out.
public enum OutgoingMessage: Sendable {
    case response(RequestID?, Result<any Encodable & Sendable, ResponseError>)
    case notification(String, any Encodable & Sendable)
    case request(RequestID, String, any Encodable & Sendable)

    /// One JSON text, its keys in alphabetical order.
    public var data: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(Envelope(message: self))
        } catch {
            return Data(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"the answer cannot be written as JSON"}}"#.utf8)
        }
    }
}

private struct Envelope: Encodable {
    let message: OutgoingMessage

    enum Key: String, CodingKey { case jsonrpc, id, result, error, method, params }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("2.0", forKey: .jsonrpc)
        switch message {
        case .response(let id, let result):
            try container.encode(id, forKey: .id)
            switch result {
            case .success(let value): try value.encode(to: container.superEncoder(forKey: .result))
            case .failure(let error): try container.encode(error, forKey: .error)
            }
        case .notification(let method, let parameters):
            try container.encode(method, forKey: .method)
            try parameters.encode(to: container.superEncoder(forKey: .params))
        case .request(let id, let method, let parameters):
            try container.encode(id, forKey: .id)
            try container.encode(method, forKey: .method)
            try parameters.encode(to: container.superEncoder(forKey: .params))
        }
    }
}
