import Foundation
import SluiceSyntax

/// A document as the editor has it.
struct OpenDocument: Sendable {
    let uri: String
    /// As the client counts; not every client does.
    private(set) var version: Int?
    private(set) var bytes: [UInt8]
    private(set) var lines: LineIndex

    init(uri: String, version: Int?, text: String, encoding: PositionEncoding) {
        self.uri = uri
        self.version = version
        bytes = Array(text.utf8)
        lines = LineIndex(bytes, encoding: encoding)
    }

    /// Carries out changes one after the other, each in the text that the one before left.
    mutating func apply(_ changes: [ChangeParameters.Change], version: Int?) {
        for change in changes {
            if let range = change.range {
                bytes.replaceSubrange(lines.offsets(of: range), with: change.text.utf8)
            } else {
                bytes = Array(change.text.utf8)
            }
            lines = LineIndex(bytes, encoding: lines.encoding)
        }
        self.version = version ?? self.version
    }

    var path: String { DocumentURI.path(of: uri) ?? uri }
}

/// Names of documents.
enum DocumentURI {
    /// The absolute path that a `file` URI names; nil for other kinds.
    static func path(of uri: String) -> String? {
        guard uri.lowercased().hasPrefix("file://") else { return nil }
        let rest = uri.dropFirst(7)
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        let path = rest[slash...].prefix { $0 != "?" && $0 != "#" }
        return path.removingPercentEncoding
    }

    static func uri(ofPath path: String) -> String {
        var result = "file://"
        for byte in path.utf8 {
            if isPlain(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || [0x2F, 0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
    }
}
