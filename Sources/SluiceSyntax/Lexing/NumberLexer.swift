/// Digits as read: exact, before it is known what they count.
struct Decimal {
    var digits: Int64 = 0
    var decimals = 0
    var overflowed = false

    mutating func append(_ digit: Int64, isDecimal: Bool) {
        let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
        let (sum, overflowAgain) = product.addingReportingOverflow(digit)
        if overflow || overflowAgain || decimals >= 18 {
            overflowed = true
            return
        }
        digits = sum
        if isDecimal { decimals += 1 }
    }

    /// The value times a whole unit, rounded towards zero; nil if it does not fit.
    func times(_ unit: Int64) -> Int64? {
        guard !overflowed else { return nil }
        var divisor: Int64 = 1
        for _ in 0..<decimals { divisor *= 10 }
        let (high, low) = digits.multipliedFullWidth(by: unit)
        guard high >= 0, high < divisor else { return nil }
        let quotient = divisor.magnitude.dividingFullWidth((high.magnitude, low)).quotient
        return Int64(exactly: quotient)
    }
}

/// The units that a number may carry; `%` stands by itself.
public enum LiteralUnits {
    public static let durations: [(unit: String, nanoseconds: Int64)] = [
        ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000), ("w", 604_800_000_000_000),
    ]

    public static let sizes: [(unit: String, bytes: Int64)] = [
        ("B", 1), ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("PB", 1_000_000_000_000_000), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40), ("PiB", 1 << 50),
    ]
}

extension Lexer {
    mutating func lexNumber() {
        let start = position
        if lexDate() || lexTimeOfDay() { return }
        let (decimal, isFloat) = lexDecimal()
        if lexExponent(from: start) { return }
        let letters = lettersAhead()
        if letters.isEmpty {
            lexPlainNumber(decimal, isFloat: isFloat, from: start)
        } else if let unit = Self.durationUnit(letters) {
            lexDuration(first: decimal, unit: unit, from: start)
        } else if let unit = Self.sizeUnit(letters) {
            position += letters.utf8.count
            let bytes = decimal.times(unit)
            if bytes == nil { report(.numberOutOfRange(sourceText(from: start), at: span(from: start), limit: "a size is at most 8 EiB")) }
            addNumber(.size(bytes: bytes ?? 0), from: start)
        } else {
            lexUnknownUnit(from: start)
        }
    }

    private func sourceText(from start: Int) -> String { String(decoding: bytes[start..<position], as: UTF8.self) }

    /// Adds the literal, unless more letters or digits stick to it.
    private mutating func addNumber(_ literal: Literal, from start: Int) {
        if isWordByte(byte()) {
            lexUnknownUnit(from: start)
        } else {
            add(.literal(literal), from: start)
        }
    }

    private mutating func lexUnknownUnit(from start: Int) {
        let unitStart = position
        while isWordByte(byte()) { position += 1 }
        let unit = String(decoding: bytes[unitStart..<position], as: UTF8.self)
        let number = String(decoding: bytes[start..<unitStart], as: UTF8.self)
        report(.unknownUnit(unit, number: number, at: span(from: unitStart), whole: span(from: start)))
        add(.invalid, from: start)
    }

    private mutating func lexDecimal() -> (Decimal, isFloat: Bool) {
        var decimal = Decimal()
        while isDigit(byte()) || (byte() == 0x5F && isDigit(byte(1))) {
            if byte() != 0x5F { decimal.append(Int64(byte() - 0x30), isDecimal: false) }
            position += 1
        }
        guard byte() == 0x2E, isDigit(byte(1)) else { return (decimal, false) }
        position += 1
        while isDigit(byte()) || (byte() == 0x5F && isDigit(byte(1))) {
            if byte() != 0x5F { decimal.append(Int64(byte() - 0x30), isDecimal: true) }
            position += 1
        }
        return (decimal, true)
    }

    private mutating func lexExponent(from start: Int) -> Bool {
        guard byte() == 0x65 || byte() == 0x45 else { return false }
        let sign = byte(1) == 0x2B || byte(1) == 0x2D ? 1 : 0
        guard isDigit(byte(1 + sign)) else { return false }
        position += 1 + sign
        while isDigit(byte()) { position += 1 }
        addFloat(from: start)
        return true
    }

    private mutating func addFloat(from start: Int) {
        let text = sourceText(from: start).filter { $0 != "_" }
        let value = Double(text) ?? .infinity
        if !value.isFinite { report(.numberOutOfRange(text, at: span(from: start), limit: "a Float is below 1.8e308")) }
        addNumber(.float(value.isFinite ? value : 0), from: start)
    }

    private mutating func lexPlainNumber(_ decimal: Decimal, isFloat: Bool, from start: Int) {
        if byte() == 0x25 {
            lexPercent(decimal, from: start)
        } else if isFloat {
            addFloat(from: start)
        } else {
            if decimal.overflowed {
                report(.numberOutOfRange(sourceText(from: start), at: span(from: start), limit: "an Int is at most 9223372036854775807"))
            }
            addNumber(.int(decimal.overflowed ? 0 : decimal.digits), from: start)
        }
    }

    private mutating func lexPercent(_ decimal: Decimal, from start: Int) {
        let number = sourceText(from: start)
        position += 1
        if decimal.overflowed { report(.numberOutOfRange(number + "%", at: span(from: start), limit: "a Percent has at most 18 digits")) }
        guard isWordByte(byte()) || byte() == 0x28 else {
            add(.literal(.percent(PercentLiteral(digits: decimal.digits, decimals: decimal.decimals))), from: start)
            return
        }
        let percentSign = Span(file: file.id, start: position - 1, end: position)
        report(.percentWithoutSpaces(number, at: percentSign))
        position -= 1
        add(.literal(decimal.decimals == 0 ? .int(decimal.digits) : .float(0)), from: start)
        position += 1
        add(.mark(.percent), from: position - 1)
    }

    private func lettersAhead() -> String {
        var end = position
        while end < bytes.count, (bytes[end] | 0x20) >= 0x61, (bytes[end] | 0x20) <= 0x7A { end += 1 }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    private mutating func lexDuration(first: Decimal, unit: Int64, from start: Int) {
        var total = first.times(unit)
        var lastUnit = unit
        position += lettersAhead().utf8.count
        while isDigit(byte()) {
            let partStart = position
            let (decimal, _) = lexDecimal()
            let letters = lettersAhead()
            guard let next = Self.durationUnit(letters), next < lastUnit else {
                position = partStart
                lexUnknownUnit(from: start)
                return
            }
            position += letters.utf8.count
            lastUnit = next
            if let sum = total, let part = decimal.times(next) {
                let (value, overflow) = sum.addingReportingOverflow(part)
                total = overflow ? nil : value
            } else {
                total = nil
            }
        }
        if total == nil {
            report(.numberOutOfRange(sourceText(from: start), at: span(from: start), limit: "a duration is at most 292 years"))
        }
        addNumber(.duration(nanoseconds: total ?? 0), from: start)
    }

    static func durationUnit(_ letters: String) -> Int64? { LiteralUnits.durations.first { $0.unit == letters }?.nanoseconds }
    static func sizeUnit(_ letters: String) -> Int64? { LiteralUnits.sizes.first { $0.unit == letters }?.bytes }

    private func number(at ahead: Int, digits: Int) -> Int? {
        var value = 0
        for offset in 0..<digits {
            guard isDigit(byte(ahead + offset)) else { return nil }
            value = value * 10 + Int(byte(ahead + offset) - 0x30)
        }
        return isDigit(byte(ahead + digits)) ? nil : value
    }

    /// `2026-12-24`
    private mutating func lexDate() -> Bool {
        guard let year = number(at: 0, digits: 4), byte(4) == 0x2D, let month = number(at: 5, digits: 2), byte(7) == 0x2D,
            let day = number(at: 8, digits: 2)
        else { return false }
        let start = position
        position += 10
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if !(1...12).contains(month) || day < 1 || day > lengths[max(1, min(month, 12)) - 1] || year == 0 {
            report(.impossibleDate(sourceText(from: start), at: span(from: start)))
            addNumber(.date(DateLiteral(year: 2000, month: 1, day: 1)), from: start)
        } else {
            addNumber(.date(DateLiteral(year: year, month: month, day: day)), from: start)
        }
        return true
    }

    /// `09:00`, and `24:00` as the end of a day
    private mutating func lexTimeOfDay() -> Bool {
        let hourDigits = isDigit(byte(1)) ? 2 : 1
        guard let hour = number(at: 0, digits: hourDigits), byte(hourDigits) == 0x3A,
            let minute = number(at: hourDigits + 1, digits: 2)
        else { return false }
        let start = position
        position += hourDigits + 3
        let minutes = hour * 60 + minute
        if minute > 59 || minutes > 1440 {
            report(.impossibleTime(sourceText(from: start), at: span(from: start)))
            addNumber(.timeOfDay(minutes: 0), from: start)
        } else {
            addNumber(.timeOfDay(minutes: minutes), from: start)
        }
        return true
    }
}
