import ArgumentParser
import Glibc
import JobModel
import LinuxSystem
import Secrets

/// `nyala secrets`: values that only the jobs see that name them.
struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Set, list and remove secrets, which jobs name in settings.job; also while no host runs.",
        discussion: """
            A job that says "secrets": ["DB_PASSWORD"] in its settings.job finds the value in that variable, and *** \
            stands in its place in the job's log.
            """,
        subcommands: [List.self, Set.self, Remove.self, Rotate.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List names, when each was set, and the jobs that use it; never a value."
        )

        @OptionGroup var options: ClientOptions

        func run() async throws {
            let answer = try SecretsAccess(options).list()
            let secrets = answer["secrets"]?.array ?? []
            if let problem = answer["problem"]?.string { Terminal.complain(problem) }
            if options.json { return Terminal.write(json: .array(secrets)) }
            guard !secrets.isEmpty else { return print("there are no secrets; set one with: nyala secrets set NAME") }
            let rows = secrets.map { secret in
                [
                    secret["name"]?.string ?? "",
                    secret["set"]?.string ?? "not set",
                    secret["jobs"]?.array.map { $0.compactMap(\.string).joined(separator: " ") } ?? "?",
                ]
            }
            print(Terminal.table([["NAME", "SET", "JOBS"]] + rows))
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a secret to what standard input brings, without the end of its last line.",
            discussion: "Jobs that name it are restarted. There is no option for the value: others could see it."
        )

        @OptionGroup var options: ClientOptions

        @Argument(help: "Its name: letters, digits and _, as in DB_PASSWORD.")
        var name: String

        @Flag(help: "Keep the end of the last line.")
        var raw = false

        func run() async throws {
            let name = try SecretsAccess.name(name)
            var value = try SecretInput.read(prompt: "value of \(name): ", limit: SecretStore.maximumValue + 2)
            if !raw, value.last == 10 { value.removeLast(value.dropLast().last == 13 ? 2 : 1) }
            let isNew = try SecretsAccess(options).set(name, to: value)
            if options.json { return Terminal.write(json: .object(["name": .string(name.text)])) }
            print("\(name): \(isNew ? "set" : "replaced")")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a secret; continuous jobs that name it are stopped until it is set again."
        )

        @OptionGroup var options: ClientOptions

        @Argument(help: "Its name.")
        var name: String

        func run() async throws {
            let name = try SecretsAccess.name(name)
            try SecretsAccess(options).remove(name)
            if options.json { return Terminal.write(json: .object(["name": .string(name.text)])) }
            print("\(name): removed")
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal all secrets anew under a new key; their values stay, and nothing is restarted."
        )

        @OptionGroup var options: ClientOptions

        @Option(
            help: ArgumentHelp(
                "Take the key in this file instead of making one; the next host must be told of it.",
                valueName: "file"
            )
        )
        var newKey: String?

        func run() async throws {
            try SecretsAccess(options).rotate(to: newKey)
            if options.json { return Terminal.write(json: .object(["rotated": .bool(true)])) }
            print(newKey.map { "the secrets are sealed under \($0) now" } ?? "the secrets have a new key")
        }
    }
}
