import SluiceSyntax

extension DiagnosticCodes {
    /// S19: hygiene that the checker sees in the script itself.
    static let hygienePages: [DiagnosticPage] = [
        .row(
            "S190", "a name that nothing uses",
            "Something was meant to use it and uses another name, or it is left over. A leading `_` says that it is meant to be so. Names at the top level count only in a script with commands there: others may import the rest.",
            wrong: "fn f() {\n    let limit = 5m\n    return 10m\n}", right: "fn f() {\n    let limit = 5m\n    return limit\n}"),
        .row(
            "S191", "a name that hides another",
            "Inside the block the outer value cannot be seen, and a reader may take one for the other. A function's parameter may be called like a name of the top level.",
            wrong: "let limit = 5m\nfn f() {\n    let limit = 10m\n    return limit\n}",
            right: "let limit = 5m\nfn f() {\n    let longer = 10m\n    return longer\n}"),
        .row(
            "S192", "never reached",
            "What stands behind a `return`, `break`, `continue` or `fail` of the same block is never carried out.",
            wrong: "fn f() {\n    return 1\n    print 2\n}", right: "fn f() {\n    print 2\n    return 1\n}"),
        .row(
            "S193", "a condition that is always the same",
            "It is made of literals only, or compares two types that never equal each other; so one side is never taken. `while true` is fine with a way out.",
            wrong: "if 1 > 2 { print 3 }", right: "let n = 1\nif n > 2 { print 3 }"),
        .row(
            "S194", "a suspicious unit",
            "The value is allowed, but so small or large that another unit was probably meant: `ms` are thousandths of a second, `m` minutes.",
            wrong: "pipeline p { wave a { bake 1ms } }", right: "pipeline p { wave a { bake 1m } }"),
    ]
}
