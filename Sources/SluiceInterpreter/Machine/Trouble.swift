import SluiceSyntax

/// A mistake of a script, on its way to becoming a `Diagnostic`; who knows the place adds it.
struct Trouble: Error {
    var code: String
    var message: String
    var label: String
    /// `nil`: the instruction that is being carried out.
    var span: Span?
    var help: [String]
    var notes: [String]
    var secondary: [Diagnostic.Label] = []

    init(_ code: TroubleCode, _ message: String, label: String = "", at span: Span? = nil, help: String? = nil, notes: [String] = []) {
        self.code = code.rawValue
        self.message = message
        self.label = label
        self.span = span
        self.help = help.map { [$0] } ?? []
        self.notes = notes
    }

    func diagnostic(at place: Span) -> Diagnostic {
        Diagnostic(
            code: code, message: message, at: span ?? place, label: label, secondary: secondary, fixes: help.map { Diagnostic.Fix($0) },
            notes: notes)
    }
}

/// The codes that evaluation gives out, by family: E02 names, E03 clauses, E04 types, E05 what shows only in evaluation.
///
/// Where the checker has a code for the same mistake, it is the same code.
enum TroubleCode: String, CaseIterable {
    case unknownName = "E0201"
    case beforeDeclaration = "E0202"
    case unknownAlarm = "E0203"
    case declaredTwice = "E0204"
    case notAssignable = "E0205"
    case lateNameDeclared = "E0206"
    case labelIsVariable = "E0207"
    case unknownLateMember = "E0208"
    case unknownExport = "E0209"
    case unknownMember = "E0210"
    case duplicateKey = "E0211"
    case outsideVariable = "E0212"
    case leavesNothing = "E0221"
    case importCycle = "E0222"
    case importFailed = "E0223"
    case misplacedClause = "E0301"
    case missingPart = "E0306"
    case givenTwice = "E0308"
    case duplicatePart = "E0309"
    case noInstall = "E0310"
    case commandInModule = "E0311"
    case emptyFleet = "E0320"
    case unknownTimeZone = "E0321"
    case missingAttribute = "E0322"
    case composedAlarm = "E0323"
    case laterVersion = "E0324"
    case undeclaredPart = "E0325"
    case leavesClause = "E0326"
    case operandTypes = "E0401"
    case incomparable = "E0402"
    case notBool = "E0403"
    case lateDecision = "E0404"
    case annotation = "E0405"
    case clauseType = "E0406"
    case clauseValue = "E0407"
    case notIterable = "E0408"
    case wrongIndex = "E0409"
    case wrongKey = "E0410"
    case notCallable = "E0411"
    case tooManyArguments = "E0412"
    case missingArgument = "E0413"
    case unknownArgument = "E0414"
    case argumentTwice = "E0415"
    case argumentType = "E0416"
    case overflow = "E0501"
    case divisionByZero = "E0502"
    case outOfRange = "E0503"
    case failed = "E0504"
    case missingKey = "E0505"
    case fuel = "E0506"
    case callDepth = "E0507"
    case tooLarge = "E0508"
    case inputFailed = "E0509"
    case refused = "E0510"
    case expectation = "E0511"
    case journalDiffers = "E0512"
    case badData = "E0513"
    case conversion = "E0514"
    case notYetKnown = "E0515"
    case invalidSyntax = "E0516"
    case outOfTurn = "E0517"
    case interrupted = "E0518"
    case memory = "E0519"
    case output = "E0520"
}
