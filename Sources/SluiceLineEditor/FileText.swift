internal import Glibc

/// Whole files, read in one go.
enum FileText {
    /// Nil when the file cannot be read or is larger than the limit.
    static func read(_ path: String, limit: Int) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return bytes(of: descriptor, limit: limit).map { String(decoding: $0, as: UTF8.self) }
    }

    /// From the present position to the end.
    static func bytes(of descriptor: Int32, limit: Int) -> [UInt8]? {
        var result: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return result }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            result.append(contentsOf: piece[..<count])
            if result.count > limit { return nil }
        }
    }
}
