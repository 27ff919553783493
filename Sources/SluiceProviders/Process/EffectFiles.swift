import Foundation
import SluiceModel

/// The folder that holds a record and a log for each effect.
struct EffectFiles: Sendable {
    struct Paths: Hashable, Sendable {
        var record: String
        var log: String
    }

    enum State: Hashable, Sendable {
        /// No supervisor has claimed the key, so it certainly never began.
        case unclaimed
        case claimed(EffectClaim)
        case ended(EffectClaim, CommandEnding)
    }

    let folder: String

    /// Makes the folder, durably, when it is not there.
    init(folder: String) throws {
        self.folder = folder
        guard !FileManager.default.fileExists(atPath: folder) else { return }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for path in [folder, (folder as NSString).deletingLastPathComponent] { try FileHandle(forReadingAtPath: path)?.synchronize() }
    }

    /// A file name for a key: one to one, with letters, digits and `. _ - #` as they are; a long key is shortened by its digest.
    static func name(of key: EffectKey) -> String {
        var name = ""
        for byte in key.text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 35, 45, 46, 95: name.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "/"): name += "+"
            default:
                let hexadecimal = String(byte, radix: 16, uppercase: true)
                name += hexadecimal.utf8.count == 1 ? "%0\(hexadecimal)" : "%\(hexadecimal)"
            }
        }
        if name.hasPrefix(".") { name = "%2E" + name.dropFirst() }
        guard name.utf8.count > 180 else { return name }
        return "\(name.prefix(100))~\(SHA256.hexDigest(Array(key.text.utf8)))"
    }

    func paths(of key: EffectKey) -> Paths {
        let base = "\(folder)/\(Self.name(of: key))"
        return Paths(record: base + ".effect", log: base + ".log")
    }

    /// A claim appears complete or not at all; one that cannot be read was never synced, so nothing was started under it.
    func state(of key: EffectKey) -> State {
        guard let file = FileHandle(forReadingAtPath: paths(of: key).record) else { return .unclaimed }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: 4096), let claim = EffectClaim([UInt8](data.prefix(2048))),
            claim.key == Self.name(of: key)
        else { return .unclaimed }
        guard data.count == 4096, let ending = Self.ending(in: [UInt8](data)) else { return .claimed(claim) }
        return .ended(claim, ending)
    }

    /// The record in a whole block.
    static func ending(in block: [UInt8]) -> CommandEnding? {
        guard block.count >= 4096 else { return nil }
        return CommandEnding(Array(block[2048..<2560]), captured: Array(block[2560..<4096]))
    }

    /// Puts an old attempt aside, so that the key can be claimed again; its log stays readable beside the new one.
    func retire(_ key: EffectKey) throws {
        let current = paths(of: key)
        var attempt = 1
        while FileManager.default.fileExists(atPath: "\(current.record).\(attempt)") { attempt += 1 }
        if FileManager.default.fileExists(atPath: current.log) {
            try? FileManager.default.moveItem(atPath: current.log, toPath: "\(current.log).\(attempt)")
        }
        guard FileManager.default.fileExists(atPath: current.record) else { return }
        try FileManager.default.moveItem(atPath: current.record, toPath: "\(current.record).\(attempt)")
        try FileHandle(forReadingAtPath: folder)?.synchronize()
    }

    /// The log in the order in which it was written, at most its last `limit` bytes; `nil` when nothing was written.
    func log(of key: EffectKey, last limit: Int = .max) -> [UInt8]? {
        guard let file = FileHandle(forReadingAtPath: paths(of: key).log) else { return nil }
        defer { try? file.close() }
        let claim: EffectClaim?
        switch state(of: key) {
        case .unclaimed: claim = nil
        case .claimed(let found), .ended(let found, _): claim = found
        }
        do {
            let size = Int(try file.seekToEnd())
            let ring = try claim.flatMap { try LogRing(file, size: size, bound: max($0.logBound, 4096)) }
            let pieces = ring?.pieces(size: size) ?? [0..<size]
            var bytes = [UInt8]()
            for piece in pieces.reversed() where bytes.count < limit {
                let wanted = piece.suffix(min(piece.count, limit - bytes.count))
                guard let first = wanted.first else { continue }
                try file.seek(toOffset: UInt64(first))
                bytes.insert(contentsOf: [UInt8](try file.read(upToCount: wanted.count) ?? Data()), at: 0)
            }
            return bytes
        } catch { return nil }
    }
}

/// The second half of a log that outgrew its bound, as `log.h` of the supervisor describes it.
private struct LogRing {
    static let markSize = 128
    var start: Int
    var begins: Int

    /// `nil` for a log that is simply the output.
    init?(_ file: FileHandle, size: Int, bound: Int) throws {
        start = bound / 2 + Self.markSize
        guard size >= bound else { return nil }
        try file.seek(toOffset: UInt64(bound / 2))
        let mark = String(decoding: try file.read(upToCount: Self.markSize) ?? Data(), as: UTF8.self)
        guard mark.hasPrefix("\n[sluice: "), let words = mark.range(of: "begins at byte "),
            let position = Int(mark[words.upperBound...].prefix(20)), (start...size).contains(position)
        else { return nil }
        begins = position
    }

    func pieces(size: Int) -> [Range<Int>] { [0..<start, begins..<size, start..<begins] }
}
