import SluiceChecker
import SluiceSyntax
import Testing

@Suite("Names")
struct NameTests {
    @Test("are resolved in the whole file, one diagnostic for each fault", arguments: planted)
    func resolve(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let planted: [Planted] = [
        Planted("unknown name", "print nope  #! E0201"),
        Planted("unknown name in a function that nobody calls", "fn f() {\n    return nope  #! E0201\n}"),
        Planted("unknown name in an interpolation", "print \"${nope}\"  #! E0201"),
        Planted("an unknown name is reported once", "print nope  #! E0201\nprint nope + 1\nif nope { print 2 }"),
        Planted("what an unknown value is used for is not judged", "let x = nope  #! E0201\nprint x + 5m, x.y, x[1], x()"),
        Planted("used before its definition", "print x  #! E0202\nlet x = 1\nprint x"),
        Planted("functions may be used above", "print f()\nfn f() = 1"),
        Planted("functions see what is defined below them", "fn f() = x\nlet x = 1\nprint f()"),
        Planted("lambdas do not", "let f = () => x  #! E0202\nlet x = 1\nprint f()"),
        Planted("defined twice", "let x = 1\nlet x = 2  #! E0204"),
        Planted("shadowed in an inner block", "let x = 1\nif x > 0 { let x = 2; print x }  #! S191"),
        Planted("two parameters of one name", "fn f(a, a) = a  #! E0204"),
        Planted("two functions of one name", "fn f() = 1\nfn f() = 2  #! E0204"),
        Planted("assignment to let", "let x = 1\nx = 2  #! E0205"),
        Planted("assignment to a parameter", "fn f(x) { x = 2 }  #! E0205"),
        Planted("assignment to var", "var x = 1\nx = 2"),
        Planted("assignment to what is not there", "x = 2  #! E0201"),
        Planted("assignment to a copy", "var x = 1\nfn f() { x = 2 }  #! E0212"),
        Planted("late name at top level", "let revision = \"v1\"  #! E0206"),
        Planted("late name as the name of a deployer", "deployer target { install \"a\" }  #! E0206"),
        Planted("late name as a parameter", "fn f(target) = target.name\nfor region in [1] { print region }"),
        Planted("late names are known", "print \"${revision} ${target.rack} ${share} ${previous} ${artifact.bundle}\""),
        Planted("unknown member of a late name", "print \"${revision.autor}\"  #! E0208"),
        Planted("member of a late text", "print \"${region.name}\"  #! E0208"),
        Planted("builtins may be hidden", "let first = 1\nlet len = 2\nprint first, len"),
        Planted("loops and comprehensions bind", "for k, v in [\"a\": 1] { print k, v }\nprint [x + y for x, y in [[1, 2]] if x > 1]"),
        Planted("loop variables end with the loop", "for i in 1..3 { print i }\nprint i  #! E0201"),
        Planted("key twice", "let m = [\"a\": 1, \"a\": 2]  #! E0211"),
        Planted("import", "import \"std/waves\"\nprint waves.one_box([]), waves.growing([], first: 2)"),
        Planted("unknown export", "import \"std/waves\"\nprint waves.one_bix([])  #! E0209"),
        Planted("private export", "import \"std/waves\"\nprint waves._hidden()  #! E0209"),
        Planted("arguments of an export", "import \"std/waves\"\nprint waves.growing([], frist: 2)  #! E0414"),
        Planted("a module that could not be loaded is not judged", "import \"gone\"\nprint gone.anything(1)"),
        Planted("known names of the shell", "x = 2\nprint x\nlet x = 3\nlet x = 4", context: .shell([KnownName("x", isMutable: true)])),
        Planted("stage named like a text", "let name = \"a\"\npipeline p { wave name { wait 1s } }  #! E0207"),
        Planted("stage named like a loop variable", "pipeline p { for n in [1] { stage n { wait 1s } } }  #! E0207"),
        Planted("stage named like a fleet", "let beta = fleet([])\npipeline p { stage beta { wait 1s } }"),
        Planted("unknown function", "print lenn([1])  #! E0201"),
        Planted("a name that a broken line may declare", "let x = = 1  #! E0110\nprint x"),
        Planted("parameters of a pipeline", "pipeline p {\n    param note = \"none\"\n    stage a { run \"echo ${note}\" }\n}"),
        Planted("unreachable code", "fn f() {\n    return 1\n    print 2  #! S192\n    print 3\n}"),
        Planted("break and return outside", "break  #! E0221\nreturn 1  #! E0221\nwhile true { break }\nfor _ in [1] { continue }"),
        Planted("break inside a function inside a loop", "for _ in [1] { let _f = () => { break }  #! E0221\n}"),
        Planted(
            "allow of a rule that does not exist", "pipeline p {\n    allow S999 because \"x\"  #! E0213\n    allow S171 because \"y\"\n}"),
    ]

    @Test("ten planted faults of types give ten diagnostics")
    func tenFaultsOfTypes() {
        let planted = Planted(
            "ten of types",
            """
            import "lib"
            let prod = fleet([target("a", region: "eu", rack: "r1"), target("b", region: "us", rack: "r2")])
            let limits = ["bake": 12h, "retry": 3]
            let longest = max(limits.bake, lib.twice(1h)) + 5                       #! E0401
            let half = limits.baek * 0.5                                            #! E0210
            fn slowest(members, most: Int) -> [Duration] {
                let times = map(members, _m => most * 1m)                           #! S190
                return [lower("A")]                                                 #! E0405
            }
            alarm errors = prometheus("http://127.0.0.1", "up{r='${region}'}") > 1%
            deployer host { install "deploy ${target.rak} ${revision}" }            #! E0322
            pipeline checkout {
                phase production {
                    watch errors
                    for member in prod {
                        wave "w-${member.nmae}" {                                   #! E0210
                            deploy prod with host rolling len(limits) * 10%         #! E0406
                            bake slowest(prod, most: "3")[0]                        #! E0416
                            bake if longest == none { limits.bake } else { limits.retry }  #! E0406
                        }
                    }
                }
            }
            fn unused_result() = half + limits
            for time in slowest(prod, 3) {
                if time > 3 { print time }                                          #! E0402
            }
            """)
        #expect(planted.expected.count == 10)
        #expect(planted.found() == planted.expected)
    }

    @Test("ten planted faults give ten diagnostics")
    func tenFaults() {
        let planted = Planted(
            "ten",
            """
            import "std/waves"
            let prod = fleet([target("a", region: "eu")])
            let limit = 5m + 3                                                      #! E0401
            alarm errors = prometheus("http://127.0.0.1", "up{r='${regoin}'}") > 1% #! E0201
            deployer host { install "deploy ${revision.autor}" }                    #! E0208
            prod = fleet([])                                                        #! E0205
            pipeline checkout {
                window mon..thu 09:00..16:00
                bake 1h                                                             #! E0120
                phase production {
                    watch eror                                                      #! E0203
                    wave one {
                        deploy waves.one_box(prod, per: "region") with host         #! E0414
                        bake 10 watching errors                                     #! E0406
                    }
                    wave two { deploy prod with hots rolling 33% }                  #! E0203
                    wave three { deploy prod with host rolling 0 }                  #! E0407
                }
            }
            """)
        #expect(planted.expected.count == 10)
        #expect(planted.found() == planted.expected)
    }

    @Test(
        "the nearest name that is valid there is offered",
        arguments: [
            ("alarm errors = elapsed() > 1\npipeline p { watch eror }", "did you mean `errors` (line 1)?"),
            ("print \"${revision.autor}\"", "did you mean `author`?"),
            ("let wave_size = 1\nprint wave_sise", "did you mean `wave_size` (line 1)?"),
            ("print lenn([])", "did you mean `len`?"),
            ("let name = \"a\"\npipeline p { wave name { wait 1s } }", "write `\"${name}\"` for its value"),
            ("let x = 1\nx = 2", "declare it with `var` (line 1)"),
        ])
    func nearest(script: String, help: String) {
        #expect(diagnostics(script).flatMap(\.fixes).map(\.text).first == help)
    }

    @Test("further uses are listed in one note")
    func furtherUses() {
        #expect(diagnostics("print nope\nprint nope\n\nprint nope, nope").map(\.notes) == [["also used in line 2, 4"]])
    }

    @Test(
        "slips of the hand are near, other words are not",
        arguments: [
            ("helath", "health"), ("Errors", "errors"), ("erors", "errors"), ("x", nil), ("deploy", nil), ("held", nil),
        ] as [(String, String?)])
    func near(word: String, expected: String?) {
        #expect(Nearest.match(word, among: ["errors", "health", "y"]) == expected)
    }
}
