/// Reads RFC 4180: fields between commas, in double quotes when they hold commas, quotes or line ends.
///
/// Lines may end in LF or CRLF; a byte-order mark and empty lines are passed over.
struct CSVReader {
    struct Record {
        var fields: [String]
        /// 1-based, where it begins.
        var line: Int
    }
    struct Failure: Error {
        var line: Int
        var problem: String
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ text: String) {
        let all = Array(text.utf8)
        bytes = all.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(all.dropFirst(3)) : all
    }

    mutating func records() throws(Failure) -> [Record] {
        var records: [Record] = []
        while index < bytes.count {
            let start = line
            var fields: [String] = []
            repeat { fields.append(try field()) } while take(UInt8(ascii: ","))
            try endOfLine()
            if fields != [""] { records.append(Record(fields: fields, line: start)) }
        }
        return records
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func endOfLine() throws(Failure) {
        _ = take(0x0D)
        guard index < bytes.count else { return }
        guard take(0x0A) else { throw Failure(line: line, problem: "text follows a closing quote") }
        line += 1
    }

    private mutating func field() throws(Failure) -> String {
        guard take(UInt8(ascii: "\"")) else {
            let start = index
            while index < bytes.count, ![UInt8(ascii: ","), 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }
        let opened = line
        var content: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") {
                guard take(byte) else { return String(decoding: content, as: UTF8.self) }
            }
            if byte == 0x0A { line += 1 }
            content.append(byte)
        }
        throw Failure(line: opened, problem: "a quoted field does not end")
    }
}
