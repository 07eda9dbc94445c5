import ArgumentParser
import JobModel

/// `nyala settings`: the environment variables of every job, some of which steer the host as well.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "List and change the settings of the site, which every job gets as environment variables.",
        discussion: "A change restarts the continuous jobs; a run that is under way keeps what it was started with.",
        subcommands: [List.self, Get.self, Set.self, Unset.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all settings with their values.")

        @OptionGroup var options: ClientOptions

        func run() async throws {
            let value = try options.connect().get("/api/v1/settings")
            if options.json { return Terminal.write(json: value) }
            let rows = (value.array ?? []).map { setting in
                [setting["name"]?.string ?? "", setting["value"]?.string ?? "", setting["source"]?.string ?? ""]
            }
            guard !rows.isEmpty else {
                return print("there are no settings; make one with: nyala settings set NAME=VALUE")
            }
            print(Terminal.table([["NAME", "VALUE", "FROM"]] + rows))
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the value of one setting.")

        @OptionGroup var options: ClientOptions

        @Argument(help: "Its name.")
        var name: String

        func run() async throws {
            let value = try options.connect().get("/api/v1/settings/\(URLPath.encoded(name))")
            if options.json { return Terminal.write(json: value) }
            print(value["value"]?.string ?? "")
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make or change settings.")

        @OptionGroup var options: ClientOptions

        @Argument(help: ArgumentHelp("Names with their values.", valueName: "name=value"))
        var settings: [String]

        func run() async throws {
            let pairs = try settings.map { text in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty else {
                    throw CommandFailure(.usage, "\"\(text)\" is no setting; write NAME=VALUE")
                }
                return (name: String(parts[0]), value: String(parts[1]))
            }
            let host = try options.connect()
            for (name, value) in pairs {
                let body = JSONValue.object(["value": .string(value)])
                let made = try host.put("/api/v1/settings/\(URLPath.encoded(name))", body)
                if options.json { Terminal.write(json: made) } else { print("\(name): set") }
            }
        }
    }

    struct Unset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove settings.")

        @OptionGroup var options: ClientOptions

        @Argument(help: "Their names.")
        var names: [String]

        func run() async throws {
            let host = try options.connect()
            for name in names {
                try host.delete("/api/v1/settings/\(URLPath.encoded(name))")
                if options.json {
                    Terminal.write(json: .object(["name": .string(name)]))
                } else {
                    print("\(name): removed")
                }
            }
        }
    }
}
