/// What encloses the place that `ShellReader` has come to.
enum ShellFrame {
    case command(CommandFrame)
    case doubleQuotes
    case singleQuotes
    case braces(BraceFrame)
    case arithmetic(ArithmeticFrame)
    case hereDocument(HereDocument)
    case comment

    /// `echo …`, the inside of `$(…)` and of backquotes.
    struct CommandFrame {
        enum End { case input, parenthesis, backquote }
        var end: End
        var depth = 0
        /// Between two blanks or operators.
        var isInWord = false
        /// The word so far; `nil` once it holds a quote, an expansion or a value and so cannot be a reserved word.
        var word: [UInt8]? = []
        /// A reserved word would be recognised here.
        var isCommandStart = true
        var cases = [OpenCase]()
        var pending = [HereDocument]()
        /// Backquotes that hold a backslash: read twice by the shell, so that no form is exact in them.
        var isOpaque = false
    }

    /// `case … in … esac`, whose patterns end with a `)` that closes nothing.
    struct OpenCase {
        enum State { case subject, pattern, body }
        var depth: Int
        var state = State.subject
    }

    /// `${name-word}`, after its operator.
    struct BraceFrame {
        /// Inside double quotes or a here-document, where `word` is quoted already.
        var isQuoted: Bool
        /// After `#` or `%`, where quotes count again.
        var isPattern: Bool
        /// An operator that shells understand differently.
        var isOpaque: Bool
        var quotesCount: Bool { !isQuoted || isPattern }
    }

    /// `$((…))` or `((…))`.
    struct ArithmeticFrame {
        var depth = 0
    }

    struct HereDocument {
        var delimiter: [UInt8]
        var stripsTabs: Bool
        /// Written `<<'EOF'`: its text was literal, so it is escaped to take values.
        var isLiteral: Bool
        /// What the delimiter has become in the script.
        var written: [UInt8]
        var isAtLineStart = true
        var isOpaque = false
    }
}
