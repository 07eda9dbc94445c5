import ArgumentParser
import JobModel

/// `nyala deployments`: what was deployed.
struct DeploymentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deployments",
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
