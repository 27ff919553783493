extension BuiltinTable {
    private static let items = BuiltinParameter("items", "List or Fleet or Map or Range or String")
    private static let list = BuiltinParameter("list", "List or Fleet or Range or Map")
    private static let text = BuiltinParameter("text", "String")
    private static let by = BuiltinParameter("by", "Function or String", .optional)
    private static func named(_ name: String, _ type: String) -> BuiltinParameter {
        BuiltinParameter(name, type, .optional, namedOnly: true)
    }

    static let collectionRows: [BuiltinRow] = [
        BuiltinRow("len", [items], .int, "How many elements, keys or characters there are.", "len([1, 2, 3]) == 3"),
        BuiltinRow(
            "range",
            [BuiltinParameter("start", "Int"), BuiltinParameter("end", "Int", .optional), BuiltinParameter("step", "Int", .optional)],
            .anyList, "Whole numbers from 0, or from `start`, up to but without the end.", "range(3) == [0, 1, 2]"),
        BuiltinRow("sum", [list, by], .unknown, "All elements added; 0 for none.", "sum([1, 2, 3]) == 6"),
        BuiltinRow(
            "min",
            [BuiltinParameter("first", "any value"), BuiltinParameter("others", "any value", .rest), named("by", "Function or String")],
            .unknown, "The least of a list, or of the arguments.", "min([3, 1, 2]) == 1"),
        BuiltinRow(
            "max",
            [BuiltinParameter("first", "any value"), BuiltinParameter("others", "any value", .rest), named("by", "Function or String")],
            .unknown, "The greatest of a list, or of the arguments.", "max(3, 1, 2) == 3"),
        BuiltinRow(
            "sorted", [list, by, named("reverse", "Bool")], .anyList, "Ascending; equal ones keep their order.",
            "sorted([3, 1, 2]) == [1, 2, 3]"),
        BuiltinRow("reversed", [list], .anyList, "From the last to the first.", "reversed([1, 2]) == [2, 1]"),
        BuiltinRow(
            "zip", [list, BuiltinParameter("others", "List or Fleet or Range or Map", .rest)], .anyList,
            "Elements side by side, as long as all last.",
            "zip([1, 2], [\"a\", \"b\"]) == [[1, \"a\"], [2, \"b\"]]"),
        BuiltinRow(
            "enumerate", [list, BuiltinParameter("start", "Int", .optional)], .anyList, "Pairs of index and element, counted from 0.",
            "enumerate([\"a\"]) == [[0, \"a\"]]"),
        BuiltinRow(
            "map", [list, BuiltinParameter("change", "Function")], .anyList, "What the function makes of each element.",
            "map([1, 2], x => x * 2) == [2, 4]"),
        BuiltinRow(
            "filter", [list, BuiltinParameter("keep", "Function")], .unknown, "The elements for which the function is true.",
            "filter([1, 2, 3], x => x > 1) == [2, 3]"),
        BuiltinRow(
            "any", [list, BuiltinParameter("test", "Function", .optional)], .bool, "Whether it is true for at least one element.",
            "any([1, 2], x => x > 1)"),
        BuiltinRow(
            "all", [list, BuiltinParameter("test", "Function", .optional)], .bool, "Whether it is true for every element.",
            "all([1, 2], x => x > 0)"),
        BuiltinRow("unique", [list, by], .anyList, "Each element once, where it first stands.", "unique([1, 2, 1]) == [1, 2]"),
        BuiltinRow("flatten", [list], .anyList, "The elements of the elements.", "flatten([[1], [2, 3]]) == [1, 2, 3]"),
        BuiltinRow(
            "group_by", [list, BuiltinParameter("by", "Function or String")], .anyMap,
            "A map from the key of each element to the elements with it.",
            "group_by([1, 2, 3], x => string(x % 2)) == [\"1\": [1, 3], \"0\": [2]]"),
        BuiltinRow(
            "chunk", [list, BuiltinParameter("size", "Int")], .anyList, "Lists of at most so many elements.",
            "chunk([1, 2, 3], 2) == [[1, 2], [3]]"),
        BuiltinRow(
            "first", [list, BuiltinParameter("default", "any value", .optional)], .unknown, "The first element.", "first([1, 2]) == 1"),
        BuiltinRow(
            "last", [list, BuiltinParameter("default", "any value", .optional)], .unknown, "The last element.", "last([1, 2]) == 2"),
        BuiltinRow(
            "take", [list, BuiltinParameter("count", "Int")], .unknown, "The first so many elements.", "take([1, 2, 3], 2) == [1, 2]"),
        BuiltinRow(
            "drop", [list, BuiltinParameter("count", "Int")], .unknown, "All but the first so many elements.", "drop([1, 2, 3], 2) == [3]"),
        BuiltinRow("keys", [BuiltinParameter("map", "Map")], .anyList, "The keys in order.", "keys([\"a\": 1]) == [\"a\"]"),
        BuiltinRow(
            "values", [BuiltinParameter("map", "Map")], .anyList, "The values in the order of the keys.", "values([\"a\": 1]) == [1]"),
        BuiltinRow(
            "get",
            [
                BuiltinParameter("from", "any value"), BuiltinParameter("key", "String or Int"),
                BuiltinParameter("default", "any value", .optional),
            ],
            .unknown, "The value under a key, or the default; never fails.", "get([\"a\": 1], \"b\", 0) == 0"),
    ]

    static let textRows: [BuiltinRow] = [
        BuiltinRow(
            "split", [text, BuiltinParameter("separator", "String", .optional)], .anyList, "The parts of a text between separators.",
            "split(\"a,b\", \",\") == [\"a\", \"b\"]"),
        BuiltinRow(
            "join", [list, BuiltinParameter("separator", "String", .optional)], .unknown, "The elements as one text.",
            "join([\"a\", \"b\"], \"-\") == \"a-b\""),
        BuiltinRow("lower", [text], .unknown, "In lower case.", "lower(\"AB\") == \"ab\""),
        BuiltinRow("upper", [text], .unknown, "In upper case.", "upper(\"ab\") == \"AB\""),
        BuiltinRow("trim", [text], .unknown, "Without white space at its ends.", "trim(\" a \") == \"a\""),
        BuiltinRow(
            "replace", [text, BuiltinParameter("old", "String"), BuiltinParameter("new", "String")], .unknown,
            "With every occurrence replaced.",
            "replace(\"a-b\", \"-\", \"_\") == \"a_b\""),
        BuiltinRow(
            "starts_with", [text, BuiltinParameter("start", "String")], .bool, "Whether the text begins so.", "starts_with(\"abc\", \"ab\")"
        ),
        BuiltinRow(
            "ends_with", [text, BuiltinParameter("end", "String")], .bool, "Whether the text ends so.", "ends_with(\"abc\", \"bc\")"),
        BuiltinRow(
            "contains", [BuiltinParameter("items", "any value"), BuiltinParameter("item", "any value")], .bool,
            "Whether a text, list, range or map has it.", "contains([1, 2], 2)"),
        BuiltinRow(
            "format", [text, BuiltinParameter("values", "any value", .rest)], anyName: true, .unknown,
            "Puts the values where `{}` or `{name}` stands.",
            "format(\"{} of {}\", 1, 3) == \"1 of 3\""),
    ]

    static let valueRows: [BuiltinRow] = [
        BuiltinRow("int", [BuiltinParameter("value", "any value")], .int, "A whole number, cut towards zero.", "int(\"42\") == 42"),
        BuiltinRow("float", [BuiltinParameter("value", "any value")], .float, "A number with a fraction.", "float(\"1.5\") == 1.5"),
        BuiltinRow("string", [BuiltinParameter("value", "any value")], .unknown, "As `print` writes it.", "string(5m) == \"5m\""),
        BuiltinRow("type", [BuiltinParameter("value", "any value")], .string, "The name of the value's type.", "type(5m) == \"Duration\""),
        BuiltinRow(
            "date", [BuiltinParameter("from", "String or Date"), named("days", "Int")], .date,
            "The Date that a text such as `2026-12-24` or `20261224` names, or the one so many days later.",
            "date(\"20261224\", days: 7) == 2026-12-31"),
        BuiltinRow(
            "raw", [BuiltinParameter("value", "any value")], .unknown, "Becomes part of a command as it stands, unquoted.",
            "run \"make ${raw(flags)}\""),
        BuiltinRow(
            "secret", [BuiltinParameter("name", "String")], .secret, "Names a secret, fetched only when an effect starts.",
            "env [\"TOKEN\": secret(\"DEPLOY_TOKEN\")]"),
    ]

    private static let path = BuiltinParameter("path", "String")
    static let inputRows: [BuiltinRow] = [
        BuiltinRow("read", [path], .string, "The text of a file, read when the script is evaluated.", "read(\"VERSION\")"),
        BuiltinRow("json", [path], .unknown, "What a JSON file holds.", "json(\"hosts.json\")"),
        BuiltinRow("yaml", [path], .unknown, "What a YAML file holds.", "yaml(\"hosts.yaml\")"),
        BuiltinRow("csv", [path], .anyList, "The rows of a CSV file as maps.", "csv(\"hosts.csv\")"),
        BuiltinRow("json_parse", [text], .unknown, "What a JSON text holds.", "json_parse(\"[1, 2]\") == [1, 2]"),
        BuiltinRow("inventory", [path], .anyFleet, "The rows of a CSV, JSON or YAML file as targets.", "inventory(\"fleet.csv\")"),
        BuiltinRow(
            "env", [BuiltinParameter("name", "String"), BuiltinParameter("default", "any value", .optional)], .unknown,
            "An environment variable, kept with the run.", "env(\"HOME\", \"/root\")"),
        BuiltinRow(
            "arg", [BuiltinParameter("name", "String"), BuiltinParameter("default", "any value", .optional)], .unknown,
            "What `--arg NAME=VALUE` gave.", "arg(\"revision\", \"v1\")"),
    ]

    static let signalRows: [BuiltinRow] = [
        BuiltinRow(
            "prometheus", [BuiltinParameter("url", "String"), BuiltinParameter("query", "String")], .signal, "The value of a PromQL query.",
            "prometheus(\"http://127.0.0.1:9090\", \"up\") < 1"),
        BuiltinRow(
            "http",
            [
                BuiltinParameter("url", "String"), named("headers", "Map"), named("method", "String"), named("body", "String"),
                named("json", "String"),
            ], .signal, "The status of an answer, or with `json` a number in it.", "http(\"http://${target.address}/health\") == 200"),
        BuiltinRow(
            "exec",
            [
                BuiltinParameter("command", "String or List"), named("number", "Bool"), named("on", "String"), named("env", "Map"),
                named("timeout", "Duration"),
            ],
            .signal, "The exit status of a command, or with `number` what it prints.", "exec(\"./healthy.sh ${target.name}\") == 0"),
        BuiltinRow(
            "alertmanager", [BuiltinParameter("url", "String"), BuiltinParameter("matchers", "any value", .optional)], .signal,
            "How many alerts of an Alertmanager fire.", "alertmanager(\"http://127.0.0.1:9093\", \"team='checkout'\") > 0"),
        BuiltinRow(
            "cloudwatch", [BuiltinParameter("alarm", "String"), BuiltinParameter("region", "String", .optional)], .signal,
            "1 while a CloudWatch alarm fires, else 0.", "cloudwatch(\"errors\", region: \"eu-west-1\") == 1"),
        BuiltinRow(
            "alarm_state", [BuiltinParameter("alarm", "Alarm or String")], .signal, "1 while an alarm fires, else 0.",
            "alarm_state(errors) == 0"),
        BuiltinRow("elapsed", [], .signal, "Seconds since the first installation of the stage.", "elapsed() > 10m"),
        BuiltinRow(
            "coverage", [path, named("of", "String"), named("format", "String")], .signal,
            "The share of the lines, or `of: \"branches\"`, that a Cobertura, JaCoCo or LCOV report calls covered.",
            "coverage(\"coverage.xml\") >= 80%"),
        BuiltinRow(
            "report", [path, BuiltinParameter("figure", "String"), named("format", "String")], .signal,
            "A figure of the reports at a path: line_coverage, branch_coverage, tests, failed, skipped, findings, errors, warnings or notes.",
            "report(\"build/TEST-*.xml\", \"failed\") == 0"),
    ]

    static let domainRows: [BuiltinRow] = [
        BuiltinRow(
            "target",
            [
                BuiltinParameter("name", "String"), named("region", "String"), named("zone", "any value"), named("cell", "any value"),
                named("weight", "Int or Float"), named("address", "String"),
            ], anyName: true, .anyTarget, "One thing to deploy to; further arguments are its attributes.",
            "target(\"a\", region: \"eu-west-1\", zone: \"1\")"),
        BuiltinRow(
            "fleet", [BuiltinParameter("targets", "any value", .optional), BuiltinParameter("others", "any value", .rest)], .anyFleet,
            "An ordered list of distinct targets.",
            "fleet([target(\"a\"), target(\"b\")])"),
        BuiltinRow(
            "git", [BuiltinParameter("url", "String"), named("branch", "String"), named("path", "String"), named("tag", "String")], .source,
            "A Git branch as the source of revisions.", "source git(\"../checkout.git\", branch: \"main\")"),
        BuiltinRow(
            "pipeline", [BuiltinParameter("name", "String")], .anyPipeline, "The stored pipeline of that name.",
            "status pipeline(\"checkout\")"),
    ]
}
