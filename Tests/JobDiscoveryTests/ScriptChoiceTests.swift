import Testing

@testable import JobDiscovery

@Suite struct ScriptChoiceTests {
    /// Names that end in `*` are programs, in `@` links, in `/` folders.
    @Test(arguments: [
        ("run.sh", "run.sh", "bash"),
        ("a.py", "a.py", "python"),
        // `run` wins, whatever lies beside it.
        ("a.sh run.py", "run.py", "python"),
        ("a.sh b.cmd run.lua", "run.lua", "lua"),
        ("a.sh run*", "run", "executable"),
        ("run.js run.py", "run.py", "python"),
        ("run.py run.sh run*", "run.sh", "bash"),
        ("run* run.cmd", "run", "executable"),
        ("RUN.SH a.sh", "RUN.SH", "bash"),
        ("run.mjs run.js", "run.js", "node"),
        // Else the first type, and in it the first file.
        ("a.js b.php c.py d.ps1 e.sh", "e.sh", "bash"),
        ("b.sh a.sh", "a.sh", "bash"),
        ("Z.sh a.sh", "Z.sh", "bash"),
        ("a.exe b.bat c.cmd", "c.cmd", "wine"),
        ("a.py b.exe", "b.exe", "wine"),
        ("a.jar b.dll", "a.jar", "java"),
        ("a.fsx b.swift", "a.fsx", "fsharp"),
        ("A.PY", "A.PY", "python"),
        ("a.b.rb", "a.b.rb", "ruby"),
        ("a.ts b.cjs", "b.cjs", "node"),
        // An executable counts when it is the only one.
        ("worker*", "worker", "executable"),
        ("worker* a.py", "worker", "executable"),
        ("worker* helper* a.py", "a.py", "python"),
        ("worker* a.sh", "a.sh", "bash"),
        ("link@ readme", "link", "executable"),
        ("run.sh@", "run.sh", "bash"),
    ])
    func `chooses`(names: String, file: String, runtime: String) {
        let choice = choose(names)
        #expect(choice?.file == file)
        #expect(choice?.runtime.name == runtime)
    }

    @Test(arguments: [
        "", "readme.md", "run.txt", "run", "worker", "run.sh/", "a.py/ b", "worker* helper*", "settings.job",
        "worker.bin*",
        "sh", "run.shx",
    ])
    func `finds nothing to run`(names: String) {
        #expect(choose(names) == nil)
    }

    @Test func `every type has its turn`() {
        for runtime in Runtime.all {
            for suffix in runtime.extensions {
                #expect(choose("run.\(suffix)")?.runtime == runtime)
                #expect(Runtime.allExtensions.split(separator: " ").contains(".\(suffix)"))
            }
            #expect(!runtime.hostName.isEmpty)
            #expect(runtime.programs.isEmpty == (runtime == .executable))
        }
        #expect(Set(Runtime.all.flatMap(\.extensions)).count == Runtime.all.flatMap(\.extensions).count)
        #expect(Runtime.all.filter(\.runsInPlace).map(\.name) == ["node"])
    }

    private func choose(_ names: String) -> ScriptChoice? {
        let entries = names.split(separator: " ").map { word -> FolderEntry in
            let name = String(word.prefix { !"*@/".contains($0) })
            return switch word.last {
            case "*": FolderEntry(name: name, kind: .file(isExecutable: true))
            case "@": FolderEntry(name: name, kind: .link)
            case "/": FolderEntry(name: name, kind: .folder)
            default: FolderEntry(name: name, kind: .file(isExecutable: false))
            }
        }
        let sorted = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return ScriptChoice.choose(sorted) { $0.kind == .file(isExecutable: true) || $0.kind == .link }
    }
}
