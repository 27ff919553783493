import Foundation
import OrderedCollections
import SluiceChecker
import SluiceFuzzing
import SluiceModel
import SluiceSyntax
import Testing

/// An example of a doc comment of the standard library, as a script that can be run.
struct DocumentedExample: CustomTestStringConvertible, Sendable {
    let module: String
    /// What the comment belongs to: the first line below it.
    let subject: String
    let code: [String]
    var testDescription: String { "\(module): \(subject)" }

    /// Files that its comments show: `# NAME.csv:  first line`, then further lines of comment.
    var files: OrderedDictionary<String, String> {
        var files: OrderedDictionary<String, String> = [:]
        var open: String?
        for line in code {
            guard line.hasPrefix("#") else {
                open = nil
                continue
            }
            let text = line.dropFirst().trimmingCharacters(in: .whitespaces)
            let head = text.split(separator: ":", maxSplits: 1)
            if open == nil, head.count == 2, let name = head.first, name.contains("."), !name.contains(" ") {
                open = String(name)
                files[String(name)] = head[1].trimmingCharacters(in: .whitespaces) + "\n"
            } else if let name = open {
                files[name, default: ""] += text + "\n"
            }
        }
        return files
    }

    /// Definitions at top level, everything from the first `expect` on in a test. Names of the module are in scope unless the example
    /// imports it as a user would.
    func script(moduleSource: String) -> String {
        let first = code.firstIndex { $0.hasPrefix("expect") } ?? code.count
        let isUsers = code.contains { $0.hasPrefix("import") }
        let body = code[..<first] + ["test \"as documented\" {"] + code[first...] + ["}"]
        return (isUsers ? "" : moduleSource + "\n") + body.joined(separator: "\n") + "\n"
    }

    var expectations: Int { code.count { $0.hasPrefix("expect") } }

    static let all: [DocumentedExample] = standardModules.flatMap { name in examples(of: name) }

    /// The comments `##` of a module with what stands below each.
    static func examples(of module: String) -> [DocumentedExample] {
        let lines = (try? repositoryFile("stdlib/\(module).pipe"))?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        var examples: [DocumentedExample] = []
        var code: [String] = []
        for line in lines {
            if line.hasPrefix("##") {
                if line.hasPrefix("##     ") { code.append(String(line.dropFirst(7))) }
            } else if !code.isEmpty {
                examples.append(
                    DocumentedExample(module: module, subject: line.isEmpty ? "the module" : String(line.prefix(60)), code: code))
                code = []
            }
        }
        return examples
    }
}

/// The names of the modules under `std/`.
let standardModules: [String] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: "stdlib").path)) ?? []
    return names.filter { $0.hasSuffix(".pipe") }.map { String($0.dropLast(5)) }.sorted()
}()

/// A world in which scripts can import the standard library.
func standardWorld(files: OrderedDictionary<String, String> = [:]) throws -> FixedInputs {
    var modules: OrderedDictionary<String, String> = [:]
    for name in standardModules { modules["std/\(name)"] = try repositoryFile("stdlib/\(name).pipe") }
    var world = FixedInputs(files: files, modules: modules)
    world.zones["America/New_York"] = TimeZoneRules(name: "America/New_York", initialOffset: -18_000)
    return world
}
