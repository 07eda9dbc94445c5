import LinuxSystem
import Testing

/// The rules of the house that no compiler checks.
///
/// Each failure names the file, the line and the rule.
@Suite struct ArchitectureTests {
    @Test func `every module is in the table and every module of the table exists`() throws {
        let folders = Set(try Folder.names(in: "\(SourceTree.root)/Sources"))
        let known = Set(ModuleTable.mayImport.keys).union(ModuleTable.withoutSources)
        #expect(folders == known)
    }

    @Test func `imports point down the diagram only`() throws {
        for file in try SourceTree.files(in: "Sources") {
            guard let allowed = ModuleTable.mayImport[file.module] else { continue }
            for (module, line) in file.imports where !ModuleTable.everywhere.contains(module) {
                #expect(
                    allowed.contains(module),
                    "\(file.path):\(line): \(file.module) may not import \(module); see docs/architecture.md"
                )
            }
        }
    }

    @Test func `each C library has exactly one importer`() throws {
        var importers: [String: Set<String>] = [:]
        for file in try SourceTree.files(in: "Sources") {
            for (module, _) in file.imports where ModuleTable.withoutSources.contains(module) {
                importers[module, default: []].insert(file.module)
            }
        }
        for (library, modules) in importers { #expect(modules.count == 1, "\(library) is imported by \(modules)") }
        let programs = 2
        #expect(importers.count == ModuleTable.withoutSources.count - programs, "only programs are imported by nobody")
    }

    @Test func `a function that looks like a test is one`() throws {
        for file in try SourceTree.files(in: "Tests") where !file.path.contains("/TestKit/") {
            for (index, line) in file.lines.enumerated() {
                let trimmed = line.drop { $0 == " " }
                guard trimmed.hasPrefix("func test") || trimmed.hasPrefix("func `") else { continue }
                let before = index > 0 ? file.lines[index - 1] : ""
                let isMarked = before.contains("@Test") || Self.closesTestAttribute(file.lines, before: index)
                #expect(isMarked, "\(file.path):\(index + 1): this function has no @Test and would never run")
            }
        }
    }

    /// An attribute with arguments may span lines: `@Test(arguments: [ … ])` above the function.
    private static func closesTestAttribute(_ lines: [String], before index: Int) -> Bool {
        for line in lines[..<index].reversed() {
            if line.contains("@Test") { return true }
            let trimmed = line.drop { $0 == " " }
            if trimmed.isEmpty || trimmed.hasPrefix("}") || trimmed.hasPrefix("func ") { return false }
        }
        return false
    }

    @Test(arguments: [
        Ban("try!", "handle the error, or say with a precondition why it cannot happen"),
        Ban("fatalError(", "throw an error; use preconditionFailure for what only we can cause"),
        Ban("wait4(", "wait for a child by its descriptor (SpawnedProcess)"),
        Ban("import Foundation", "the product starts and idles without Foundation: write it with the standard library"),
        Ban("Thread.sleep", "wait for an event"),
        Ban("usleep(", "wait for an event"),
        Ban("@preconcurrency", "prove it Sendable instead"),
    ])
    func `the sources do without what is banned`(ban: Ban) throws {
        for file in try SourceTree.files(in: "Sources") {
            for (index, line) in file.lines.enumerated() where line.contains(ban.text) && !line.contains("//") {
                Issue.record("\(file.path):\(index + 1): \"\(ban.text)\" is banned: \(ban.instead)")
            }
        }
    }

    @Test func `no test sleeps`() throws {
        for file in try SourceTree.files(in: "Tests") where !file.path.hasPrefix("Tests/ArchitectureTests/") {
            for (index, line) in file.lines.enumerated() {
                let sleeps = line.contains("Task.sleep") || line.contains("usleep(") || line.contains("Thread.sleep")
                // The one polling helper with a deadline, for end-to-end tests.
                guard sleeps, file.name != "Eventually" else { continue }
                Issue.record("\(file.path):\(index + 1): wait for an event, or poll with `eventually`")
            }
        }
    }

    @Test func `what asks the compiler to trust says why`() throws {
        for file in try SourceTree.files(in: "Sources") {
            for (index, line) in file.lines.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                let around = file.lines[max(0, index - 6)..<min(file.lines.count, index + 4)]
                #expect(
                    around.contains { $0.contains("//") },
                    "\(file.path):\(index + 1): write the proof beside it"
                )
            }
        }
    }

    @Test func `files stay small enough to be read`() throws {
        let limit = 400
        for file in try SourceTree.files(in: "Sources") {
            #expect(file.lines.count <= limit, "\(file.path) has \(file.lines.count) lines: look for its second noun")
        }
    }

    @Test func `no file is a drawer`() throws {
        let drawers = [
            "Utils", "Utilities", "Helpers", "Helper", "Common", "Manager", "Extensions", "Misc", "Constants",
        ]
        for file in try SourceTree.files(in: "Sources") {
            #expect(!drawers.contains { file.name.hasSuffix($0) }, "\(file.path): name it after its type")
        }
    }

    struct Ban: CustomTestStringConvertible {
        let text: String
        let instead: String

        init(_ text: String, _ instead: String) {
            self.text = text
            self.instead = instead
        }

        var testDescription: String { text }
    }
}
