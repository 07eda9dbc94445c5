import ArgumentParser
import JobModel
import LinuxSystem

/// `nyala edits`: what was edited on the server and overwritten by a deployment.
struct EditsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edits",
        abstract: "List, show and export files that were edited on the server before a deployment overwrote them.",
        subcommands: [List.self, Show.self, Export.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what was kept, newest first.")

        @OptionGroup var options: ClientOptions

        func run() async throws {
            let value = try options.connect().get("/api/v1/edits")
            if options.json { return Terminal.write(json: value) }
            let edits = value.array ?? []
            guard !edits.isEmpty else { return print("no edits were ever overwritten") }
            for edit in edits {
                print("\(edit["id"]?.string ?? "")  \(edit["time"]?.string ?? "")  \(edit["message"]?.string ?? "")")
                for file in edit["files"]?.array ?? [] { print("  \(file.string ?? "")") }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show edits as a patch to what was deployed then; `git apply` takes it."
        )

        @OptionGroup var options: ClientOptions

        @Argument(help: "Which edits; see `nyala edits`.")
        var id: String

        func run() async throws {
            try options.connect().stream("GET", "/api/v1/edits/\(URLPath.encoded(id))/patch") { Terminal.write($0) }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the edited files into a folder, at their paths in the site."
        )

        @OptionGroup var options: ClientOptions

        @Argument(help: "Which edits; see `nyala edits`.")
        var id: String

        @Argument(help: "The folder, such as your clone of the site; files in it are overwritten.")
        var folder: String

        func run() async throws {
            let host = try options.connect()
            let edits = try host.get("/api/v1/edits/\(URLPath.encoded(id))")
            let target = HomeOption.absolute(folder)
            for file in (edits["files"]?.array ?? []).compactMap(\.string) {
                var bytes: [UInt8] = []
                let path = "/api/v1/edits/\(URLPath.encoded(id))/file"
                try host.stream("GET", path, query: [("path", file)]) { bytes += $0 }
                let parent = file.pathAbove
                try Folder.create("\(target)/\(parent)")
                try AtomicFile.write(bytes, to: "\(target)/\(file)")
                print("\(folder)/\(file)")
            }
        }
    }
}
