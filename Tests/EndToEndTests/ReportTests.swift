import SluiceTestKit
import Testing

struct ReportTests {
    private static let script = """
        import "std/checks"
        pipeline shop {
            stage build {
                run "./build-it ${revision}" timeout 30s
                require checks.tests_pass("out/TEST-*.xml", at_least: 2) else "tests failed"
                require checks.covered("out/coverage.xml", at_least: 80%) else "coverage fell"
            }
        }
        follow (start shop at arg("revision", "v1"))

        """

    /// Makes the reports of a build; a revision with `bad` in it covers less, one with `none` leaves no report of coverage.
    private static let build = """
        #!/bin/sh
        [ $# -eq 1 ] || exit 0
        rm -rf out && mkdir out
        printf '<testsuite tests="1"><testcase name="a"/></testsuite>' > out/TEST-a.xml
        printf '<testsuite tests="1"><testcase name="b"/></testsuite>' > out/TEST-b.xml
        covered=9
        case $1 in *bad*) covered=7 ;; *none*) exit 0 ;; esac
        printf '<coverage line-rate="0" lines-valid="10" lines-covered="%s"></coverage>' "$covered" > out/coverage.xml

        """

    @Test func `reports are read when the build has made them, and a failed requirement shows the figure`() throws {
        let place = try Workplace()
        try place.write("build-it", Self.build, isProgram: true)
        try place.write("shop.pipe", Self.script)
        #expect(try place.sluice("run", "shop.pipe").status == 0)
        let bad = try place.sluice("run", "shop.pipe", "--arg", "revision=v2-bad")
        #expect(bad.status == 3)
        #expect((bad.text + bad.errors).contains("0.7 (report) >= 80% → false"), "\(bad.text) \(bad.errors)")
        let none = try place.sluice("run", "shop.pipe", "--arg", "revision=v3-none")
        #expect(none.status == 3)
        #expect((none.text + none.errors).contains("there is no report `out/coverage.xml`"), "\(none.text) \(none.errors)")
    }
}
