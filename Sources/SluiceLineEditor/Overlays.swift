/// What stands below the buffer for a while.
enum Overlay {
    case none
    case menu(CompletionMenu)
    case search(SearchPanel)

    var desiredHeight: Int {
        switch self {
        case .none: 0
        case .menu(let menu): menu.desiredHeight
        case .search: 1
        }
    }

    func rows(limit: Int, columns: Int) -> [Row] {
        switch self {
        case .none: []
        case .menu(let menu): menu.rows(limit: limit, columns: columns)
        case .search(let panel): limit > 0 ? [panel.row(columns: columns)] : []
        }
    }
}

/// The candidates below the buffer.
struct CompletionMenu {
    static let tallest = 10
    let items: [Completion]
    let note: String?
    private(set) var selected: Int?

    init(_ list: CompletionList) {
        items = list.items
        note = list.note
    }

    var desiredHeight: Int { min(items.count, Self.tallest) + (footer(0..<min(items.count, Self.tallest)) == nil ? 0 : 1) }

    /// The next candidate, round and round.
    mutating func select(forward: Bool) {
        guard let selected else {
            self.selected = forward ? 0 : items.count - 1
            return
        }
        self.selected = (selected + (forward ? 1 : items.count - 1)) % items.count
    }

    var selection: Completion? { selected.map { items[$0] } }

    func rows(limit: Int, columns: Int) -> [Row] {
        guard limit > 0 else { return [] }
        var shown = min(items.count, Self.tallest, limit)
        if footer(0..<shown) != nil, shown == limit, limit > 1 { shown -= 1 }
        let first = max(0, min((selected ?? 0) - shown / 2, items.count - shown))
        let window = first..<first + shown
        let widest = window.map { Self.width(of: items[$0].text) }.max() ?? 0
        let column = min(widest, max(8, columns / 2)) + 2
        var rows = window.map { row($0, descriptionColumn: column + 2, columns: columns) }
        if let footer = footer(window), rows.count < limit {
            var row = Row()
            row.append(StyledText("  " + footer, .dim), upTo: columns - 1)
            rows.append(row)
        }
        return rows
    }

    private func row(_ index: Int, descriptionColumn: Int, columns: Int) -> Row {
        let chosen = index == selected
        var row = Row()
        row.append(StyledText((chosen ? "> " : "  ") + items[index].text, chosen ? .inverse : .plain), upTo: columns - 1)
        guard !items[index].description.isEmpty, descriptionColumn < columns - 4 else { return row }
        let gap = max(2, descriptionColumn - row.width)
        row.append(StyledText(String(repeating: " ", count: gap)), upTo: columns - 1)
        row.append(StyledText(items[index].description, .dim), upTo: columns - 1)
        return row
    }

    private func footer(_ window: Range<Int>) -> String? {
        let part = window.count < items.count ? "\(window.lowerBound + 1)–\(window.upperBound) of \(items.count)" : nil
        let parts = [part, note].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }

    private static func width(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + (Glyph.width(of: $1) ?? 2) }
    }
}

/// The line in which a search is typed; the hit itself stands in the buffer.
struct SearchPanel {
    var pattern: [Unicode.Scalar] = []
    var hits: [String] = []
    var position = 0

    var text: String { String(String.UnicodeScalarView(pattern)) }
    var hit: String? { position < hits.count ? hits[position] : nil }

    private static let label = "search: "

    func row(columns: Int) -> Row {
        var row = Row()
        row.append(StyledText(Self.label, .bold) + StyledText(text), upTo: columns - 1)
        let state =
            hits.isEmpty ? (pattern.isEmpty ? "type a part of an earlier input" : "nothing found") : "\(position + 1) of \(hits.count)"
        row.append(StyledText("  " + state, .dim), upTo: columns - 1)
        return row
    }

    func cursorColumn(columns: Int) -> Int {
        var row = Row()
        row.append(StyledText(Self.label + text), upTo: columns - 1)
        return min(row.width, columns - 1)
    }
}
