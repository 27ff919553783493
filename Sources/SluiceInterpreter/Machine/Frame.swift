import OrderedCollections
import SluiceSyntax

/// One call in progress.
struct Frame: Sendable {
    var code: Code
    var pc = 0
    var slots: [Value?]
    /// What the function copied when it was made.
    var environment: Environment?
    var iterators: [ElementIterator] = []
    /// Lists that comprehensions are filling.
    var collected: [[Value]] = []
    /// The deepest value that a slot held so far.
    var deepest = 0
    /// Set for a builtin that calls a function for each element; `code` is then its caller's.
    var loop: CallbackLoop?

    init(code: Code, environment: Environment? = nil) {
        self.code = code
        self.environment = environment
        slots = Array(repeating: nil, count: code.slotCount)
    }

    /// The place of the instruction that is being carried out.
    var span: Span { code.spans[max(0, min(pc - 1, code.spans.count - 1))] }

    mutating func set(_ slot: Int, _ value: Value) {
        deepest = max(deepest, value.depth)
        slots[slot] = value
    }
}

/// Where a `for` or a comprehension stands.
enum ElementIterator: Sendable {
    case elements([Value], next: Int)
    case entries(OrderedDictionary<MapKey, Value>, next: Int)
    case numbers(next: Int64, last: Int64, done: Bool)

    /// The next element, as `count` values; `nil` at the end.
    mutating func next(_ count: Int) throws(Trouble) -> [Value]? {
        switch self {
        case .elements(let elements, let index):
            guard index < elements.count else { return nil }
            self = .elements(elements, next: index + 1)
            return try Self.spread(elements[index], over: count)
        case .entries(let entries, let index):
            guard index < entries.count else { return nil }
            self = .entries(entries, next: index + 1)
            let (key, value) = entries.elements[index]
            return count == 1 ? [.string(key.text)] : [.string(key.text), value]
        case .numbers(let number, let last, let done):
            guard !done else { return nil }
            self = .numbers(next: number == last ? number : number + 1, last: last, done: number == last)
            return try Self.spread(.int(number), over: count)
        }
    }

    private static func spread(_ element: Value, over count: Int) throws(Trouble) -> [Value] {
        guard count > 1 else { return [element] }
        guard case .list(let pair) = element, pair.elements.count == count else {
            throw Trouble(
                .notIterable, "two variables need pairs, but an element is \(element.typeWithArticle)",
                help: "write one variable, or go through a Map or a list of pairs such as `enumerate(xs)`")
        }
        return pair.elements
    }
}

/// A builtin that calls a function for each element, between two calls.
struct CallbackLoop: Sendable {
    enum Purpose: Sendable {
        case map
        case filter
        case any
        case all
        /// Ascending by what the function gives.
        case sort(reverse: Bool)
        case least
        case greatest
        case group
        case unique
        case sum
    }
    var purpose: Purpose
    var function: Value
    var items: [Value]
    /// Whether a two-element list is passed as two arguments, as the entries of a map are.
    var spreads: Bool
    var index = 0
    var results: [Value] = []
    /// Known before the last element: `any` has found one.
    var decided: Value?
    var name: String
    /// Whether `filter` and its like were given a Fleet, and give one.
    var isFleet = false
}
