import ArgumentParser
import JobModel

/// `nyala deployments`: what was deployed.
struct DeploymentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deployments",
        abstract: "List deployments, show one, read its log, or cancel one that waits.",
        subcommands: [List.self, Show.self, Log.self, Cancel.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List deployments, newest first; the active one is marked."
        )

        @OptionGroup var options: ClientOptions

        func run() async throws {
            let value = try options.connect().get("/api/v1/deployments")
            if options.json { return Terminal.write(json: value) }
            let records = value.array ?? []
            guard !records.isEmpty else { return print("nothing was deployed yet") }
            let heading = ["", "DEPLOYMENT", "STATUS", "BY", "AUTHOR", "MESSAGE"]
            print(Terminal.table([heading] + records.map(row)))
        }

        private func row(_ record: JSONValue) -> [String] {
            [
                record["active"]?.bool == true ? "*" : "",
                record["id"]?.string ?? "",
                record["status"]?.string ?? "",
                record["deployer"]?.string ?? "",
                record["author"]?.string ?? "",
                record["message"]?.string ?? "",
            ]
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one deployment.")

        @OptionGroup var options: ClientOptions

        @Argument(help: "The deployment's id.")
        var id: String

        func run() async throws {
            let value = try options.connect().get("/api/v1/deployments/\(URLPath.encoded(id))")
            if options.json { return Terminal.write(json: value) }
            let active = value["active"]?.bool == true ? " (active)" : ""
            print("deployment  \(value["id"]?.string ?? "")\(active)")
            for name in [
                "status", "reason", "deployer", "author", "message", "commit", "branch", "received", "end", "edits",
            ] {
                guard let text = value[name]?.string, !text.isEmpty else { continue }
                print("\(Terminal.column(name, 12))\(text)")
            }
            for job in value["jobs"]?.array ?? [] where job["change"]?.string != "unchanged" {
                let name = "\(job["type"]?.string ?? "")/\(job["name"]?.string ?? "")"
                print("\(Terminal.column(job["change"]?.string ?? "", 12))\(name)")
            }
        }
    }

    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print what a deployment told whoever made it.")

        @OptionGroup var options: ClientOptions

        @Argument(help: "The deployment's id.")
        var id: String

        func run() async throws {
            try options.connect().stream("GET", "/api/v1/deployments/\(URLPath.encoded(id))/log") { Terminal.write($0) }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cancel a deployment that waits for its turn or for its jobs to be up."
        )

        @OptionGroup var options: ClientOptions

        @Argument(help: "The deployment's id.")
        var id: String

        func run() async throws {
            let value = try options.connect().post("/api/v1/deployments/\(URLPath.encoded(id))/cancel")
            if options.json { return Terminal.write(json: value) }
            print("cancelled \(id)")
        }
    }
}
