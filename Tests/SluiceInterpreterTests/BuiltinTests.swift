import OrderedCollections
import SluiceChecker
import SluiceFuzzing
import SluiceInterpreter
import SluiceSyntax
import Testing

@Suite struct BuiltinTests {
    static let collections = [
        PrintCase("print len([1, 2]), len('abc'), len(1..5), len(['a': 1])", "2 3 5 1"),
        PrintCase("print range(3), range(1, 3), range(5, 1, -2)", "[0, 1, 2] [1, 2] [5, 3]"),
        PrintCase("print sum([1, 2, 3]), sum([]), sum([5m, 10m]), sum([['a': 2], ['a': 3]], by: x => x.a)", "6 0 15m 5"),
        PrintCase(
            "print min([3, 1, 2]), max(3, 1, 2), min(['bb', 'a'], by: len), max([['n': 1], ['n': 3]], by: x => x.n)", #"1 3 a ["n": 3]"#),
        PrintCase(
            "print sorted([3, 1, 2]), sorted([3, 1, 2], reverse: true), sorted(['bb', 'a'], by: len)", #"[1, 2, 3] [3, 2, 1] ["a", "bb"]"#),
        PrintCase("print sorted([['n': 2, 'k': 'a'], ['n': 1, 'k': 'b']], by: 'n') |> map(x => x.k)", #"["b", "a"]"#),
        PrintCase("print reversed([1, 2]), zip([1, 2], ['a', 'b']), enumerate(['x'])", #"[2, 1] [[1, "a"], [2, "b"]] [[0, "x"]]"#),
        PrintCase("print map([1, 2], x => x * 2), filter([1, 2, 3], x => x > 1)", "[2, 4] [2, 3]"),
        PrintCase("print map(['a': 1], (k, v) => k + string(v)), map(1..3, string)", #"["a1"] ["1", "2", "3"]"#),
        PrintCase("print any([1, 2], x => x > 1), all([1, 2], x => x > 1), any([false]), all([]), any([])", "true false false true false"),
        PrintCase("print unique([1, 2, 1, 'a', 'a']), unique([1, 2, 3], by: x => x % 2)", #"[1, 2, "a"] [1, 2]"#),
        PrintCase("print flatten([[1], [2, 3]]), chunk([1, 2, 3], 2)", "[1, 2, 3] [[1, 2], [3]]"),
        PrintCase("print group_by([1, 2, 3], x => string(x % 2))", #"["1": [1, 3], "0": [2]]"#),
        PrintCase(
            "print first([1, 2]), last([1, 2]), first([], 0), take([1, 2, 3], 2), drop([1, 2, 3], 2), take([1], 9)", "1 2 0 [1, 2] [3] [1]"),
        PrintCase(
            "let m = ['a': 1, 'b': 2]; print keys(m), values(m), get(m, 'a'), get(m, 'c', 0), get(m, 'c')", #"["a", "b"] [1, 2] 1 0 none"#),
        PrintCase("print get([1, 2], 1), get([1], 5, 'x'), contains([1], 1), contains('abc', 'b')", "2 x true true"),
        PrintCase("print [map([1, 2], y => x * y) for x in [1, 2]], map([[1, 2], [3]], xs => sum(xs))", "[[1, 2], [2, 4]] [3, 3]"),
        PrintCase("print map([[1], [2]], xs => map(xs, x => x + 1)) |> flatten |> sum", "5"),
    ]

    static let texts = [
        PrintCase("print split('a,b', ','), split('a  b c'), join(['a', 'b'], '-'), join([1, 2])", #"["a", "b"] ["a", "b", "c"] a-b 12"#),
        PrintCase("print lower('AB'), upper('ab'), trim('  a '), replace('a-b-c', '-', '_')", "ab AB a a_b_c"),
        PrintCase("print starts_with('abc', 'ab'), ends_with('abc', 'bc'), starts_with('a', 'abc')", "true true false"),
        PrintCase("print format('{} of {}', 1, 3), format('{1}{0}', 'a', 'b'), format('{n}!', n: 5), format('{{}}')", "1 of 3 ba 5! {}"),
        PrintCase(
            "print int('42'), int(3.9), int(-3.9), float('1.5'), float(50%), string(5m), type(5m), type('a')",
            "42 3 -3 1.5 0.5 5m Duration String"),
        PrintCase(
            "print type(revision), type(target.name), type(secret('X')), type([]), type(none), type(x => x)",
            "Revision Template Secret List none Function"),
        PrintCase(
            "print lower(target.name), \"${upper(revision)}\", replace(revision, '/', '-')", "${target.name} ${revision} ${revision}"),
        PrintCase("print secret('TOKEN'), \"Bearer ${secret('TOKEN')}\"", "‹TOKEN› Bearer ‹TOKEN›"),
        PrintCase("print \"v ${revision} on ${target.name}\"", "v ${revision} on ${target.name}"),
        PrintCase("print type(\"${revision}!\"), revision == 'v1'", #"Template "${revision}" == "v1""#),
    ]

    static let targets = [
        PrintCase("let t = target('a', region: 'eu', port: 80); print t.name, t.region, t.port, t.weight, t.zone, t", "a eu 80 1 none a"),
        PrintCase(
            "let f = fleet([target('a'), target('b')]); print len(f), f, f[0].name, f.b.name, [t.name for t in f]",
            #"2 [a, b] a b ["a", "b"]"#),
        PrintCase("let f = fleet([target('a'), target('a')]); print len(f)", "1"),
        PrintCase(
            "let f = fleet(target('a'), fleet([target('b')])); print f, take(f, 1), type(take(f, 1)), 'a' in f", "[a, b] [a] Fleet true"),
        PrintCase(
            "let f = fleet([target('a', n: 1), target('b', n: 2)]); print filter(f, t => t.n > 1), type(filter(f, t => t.n > 1))",
            "[b] Fleet"),
        PrintCase("print get(target('a'), 'zone', 'z'), get(target('a'), 'rack')", "z none"),
    ]

    @Test(arguments: collections) func `lists, maps and ranges are gone through and put together`(row: PrintCase) { check(row) }
    @Test(arguments: texts) func `texts, conversions and late names`(row: PrintCase) { check(row) }
    @Test(arguments: targets) func `targets and fleets`(row: PrintCase) { check(row) }

    static let world = FixedInputs(
        files: [
            "VERSION": "v7\n", "a.json": #"{"a": [1, 2.5, "x", null, true]}"#, "bad.json": "{\n  \"a\": }",
            "h.csv": "name,region,port\r\na,eu,80\n\"b, c\",us,\"8\"\"0\"\n\n", "ragged.csv": "a,b\n1\n", "open.csv": "a\n\"x\n",
            "fleet.csv": "name,region,zone,weight,rack\na,eu,1,2.5,r1\nb,us,,,\n",
            "fleet.json": #"[{"name": "a", "region": "eu", "port": 80}, {"name": "b"}]"#,
            "fleet.yaml": #"{"a": {"region": "eu"}}"#, "twice.csv": "name\na\na\n", "noname.csv": "region\neu\n",
            "weight.csv": "name,weight\na,-1\n",
        ], variables: ["HOME": "/root"], arguments: ["revision": "v9"])

    static let inputs = [
        PrintCase("print read('VERSION') |> trim", "v7"),
        PrintCase("print json('a.json').a", #"[1, 2.5, "x", none, true]"#),
        PrintCase("print json_parse('[1, {\"k\": \"v\"}]')[1].k", "v"),
        PrintCase("print csv('h.csv')[1].name, csv('h.csv')[1].port, len(csv('h.csv'))", "b, c 8\"0 2"),
        PrintCase("let f = inventory('fleet.csv'); print f, f.a.weight, f.a.rack, f.b.zone, f.b.weight", "[a, b] 2.5 r1 none 1"),
        PrintCase("print inventory('fleet.json').a.port, inventory('fleet.yaml')", "80 [a]"),
        PrintCase("print env('HOME'), env('NOPE', 'x'), arg('revision', 'v1'), arg('other', 'v1')", "/root x v9 v1"),
    ]

    @Test(arguments: inputs) func `definition-time input`(row: PrintCase) { check(row, Self.world) }

    static let mistakes = [
        MistakeCase("read('missing')", "E0509", at: "read('missing')"),
        MistakeCase("json('bad.json')", "E0513"),
        MistakeCase("csv('ragged.csv')", "E0513"),
        MistakeCase("csv('open.csv')", "E0513"),
        MistakeCase("inventory('twice.csv')", "E0513"),
        MistakeCase("inventory('noname.csv')", "E0513"),
        MistakeCase("inventory('weight.csv')", "E0513"),
        MistakeCase("env('NOPE')", "E0509", help: "env("),
        MistakeCase("arg('NOPE')", "E0509", help: "--arg NOPE=VALUE"),
        MistakeCase("int('x')", "E0514"),
        MistakeCase("int([1])", "E0416"),
        MistakeCase("sorted([1, 'a'])", "E0402"),
        MistakeCase("min([])", "E0503"),
        MistakeCase("first([])", "E0503", help: "default"),
        MistakeCase("len(5)", "E0416"),
        MistakeCase("len()", "E0413", help: "len("),
        MistakeCase("len([1], [2])", "E0412"),
        MistakeCase("len(thing: [1])", "E0414"),
        MistakeCase("sorted([1], bye: x => x)", "E0414", help: "`by`"),
        MistakeCase("map([1], 5)", "E0416"),
        MistakeCase("filter([1], x => 5)", "E0403"),
        MistakeCase("filter([1], x => revision == 'a')", "E0404"),
        MistakeCase("chunk([1], 0)", "E0416"),
        MistakeCase("range(1, 5, 0)", "E0416"),
        MistakeCase("fleet([target('a', n: 1), target('a', n: 2)])", "E0416"),
        MistakeCase("fleet(['a'])", "E0416", help: "target("),
        MistakeCase("target('')", "E0513"),
        MistakeCase("target('a', weight: 0)", "E0513"),
        MistakeCase("secret('a b')", "E0416"),
        MistakeCase("print secret('A') == 'x'", "E0404"),
        MistakeCase("split(revision, '/')", "E0404"),
        MistakeCase("target('a').rack", "E0210", help: "get(t"),
        MistakeCase("print revision.autor", "E0208", help: "`author`"),
        MistakeCase("print revision > 'a'", "E0402"),
        MistakeCase("format('{} {}', 1)", "E0413"),
    ]

    @Test(arguments: mistakes) func `a mistake has a code, a place and a way out`(row: MistakeCase) { check(row, Self.world) }

    @Test func `every builtin of the table can be called`() {
        for row in BuiltinTable.rows {
            let outcome = evaluate("let f = \(row.name)\n")
            if row.name != "target" && row.name != "pipeline" { #expect(outcome.codes == [], "\(row.name)") }
            let call = evaluate("\(row.name)()")
            #expect(!call.codes.contains("E0201") && !call.codes.contains("E0411"), "\(row.name) \(call.codes)")
        }
    }

    static let examples: [String] = BuiltinTable.rows.map(\.example).filter { example in
        example.contains("==") && !["coverage", "report", "cloudwatch", "alarm_state", "http", "exec"].contains { example.contains($0) }
    }

    @Test(arguments: examples) func `the examples of the table hold`(example: String) {
        check(PrintCase("print \(example)", "true"))
    }
}
