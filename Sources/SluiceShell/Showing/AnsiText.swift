import SluiceLineEditor

/// Text with colour codes, as the reports write it, turned into text with styles, as the editor wants it.
enum AnsiText {
    static func styled(_ text: String) -> StyledText {
        guard text.utf8.contains(0x1B) else { return StyledText(text) }
        var result = StyledText("")
        var style = SluiceLineEditor.Style.plain
        var run = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        func flush() {
            guard !run.isEmpty else { return }
            result = result + (style == .plain ? StyledText(String(run)) : StyledText(String(run), style))
            run = String.UnicodeScalarView()
        }
        while let scalar = rest.popFirst() {
            guard scalar == "\u{1B}", rest.first == "[" else {
                run.append(scalar)
                continue
            }
            rest.removeFirst()
            var parameters = ""
            while let next = rest.popFirst() {
                if (0x40...0x7E).contains(next.value) {
                    flush()
                    if next == "m" { style = selected(parameters, over: style) }
                    break
                }
                parameters.unicodeScalars.append(next)
            }
        }
        flush()
        return result
    }

    private static func selected(_ parameters: String, over earlier: SluiceLineEditor.Style) -> SluiceLineEditor.Style {
        var style = earlier
        for code in parameters.split(separator: ";", omittingEmptySubsequences: false).map({ UInt8($0) ?? 0 }) {
            switch code {
            case 0: style = .plain
            case 1: style.attributes.insert(.bold)
            case 2: style.attributes.insert(.dim)
            case 4: style.attributes.insert(.underlined)
            case 7: style.attributes.insert(.inverse)
            case 22: style.attributes.subtract([.bold, .dim])
            case 24: style.attributes.remove(.underlined)
            case 27: style.attributes.remove(.inverse)
            case 39: style.colour = nil
            case 30...37, 90...97: style.colour = SluiceLineEditor.Style.Colour(rawValue: code)
            case _: break
            }
        }
        return style
    }
}
