import Accounts
import ArgumentParser
import JobModel

/// `nyala accounts`: who may sign in with a password.
struct AccountsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "List, add and remove accounts, and set their passwords; also while no host runs.",
        subcommands: [List.self, Add.self, Password.self, Remove.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all accounts.")

        @OptionGroup var options: ClientOptions

        func run() async throws {
            let files = try AccessFiles(options.home.layout)
            let names = try AccessFiles.run { try files.accounts.list().map(\.name.text) }
            if options.json {
                return Terminal.write(json: .array(names.map { .object(["name": .string($0)]) }))
            }
            print(
                names.isEmpty
                    ? "there is no account; add one with: nyala accounts add NAME" : names.joined(separator: "\n")
            )
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add an account.")

        @OptionGroup var options: ClientOptions
        @OptionGroup var given: GivenPassword

        @Argument(help: "The account's name.")
        var name: String

        func run() async throws {
            try given.give(to: name, options, "POST", "/api/v1/accounts/\(name)", did: "added") { files, password in
                _ = try files.accounts.add(AccountName(name), password: password)
            }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set an account's password; the old one and all its sessions end at once."
        )

        @OptionGroup var options: ClientOptions
        @OptionGroup var given: GivenPassword

        @Argument(help: "The account's name.")
        var name: String

        func run() async throws {
            let path = "/api/v1/accounts/\(name)/password"
            try given.give(to: name, options, "PUT", path, did: "has a new password") { files, password in
                try files.accounts.setPassword(password, of: AccountName(name))
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove an account; its sessions end at once.")

        @OptionGroup var options: ClientOptions

        @Argument(help: "The account's name.")
        var name: String

        func run() async throws {
            let files = try AccessFiles(options.home.layout)
            try files.change("DELETE") {
                "/api/v1/accounts/\(name)"
            } _: {
                try files.accounts.remove(AccountName(name))
            }
            if options.json { return Terminal.write(json: .object(["name": .string(name)])) }
            print("\(name): removed")
        }
    }
}

/// A password from a file or standard input, else one that is made.
struct GivenPassword: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read the password from the first line of a file, - for standard input; else one is made.",
            valueName: "file"
        )
    )
    var passwordFile: String?

    /// Changes an account with the password, writes that down as the request that would have done it, and says what it did.
    func give(
        to name: String,
        _ options: ClientOptions,
        _ method: String,
        _ path: String,
        did: String,
        _ change: (AccessFiles, String) throws -> Void
    ) throws {
        let files = try AccessFiles(options.home.layout)
        let (password, isGenerated) = try resolve()
        try files.change(method) {
            path
        } _: {
            try change(files, password)
        }
        Self.show(name, isGenerated ? password : nil, json: options.json, did: did)
    }

    private func resolve() throws -> (password: String, isGenerated: Bool) {
        if let passwordFile { return (try PasswordSource.read(passwordFile), false) }
        return (try AccessFiles.run { try GeneratedPassword().text }, true)
    }

    private static func show(_ name: String, _ generated: String?, json: Bool, did: String) {
        if json {
            var object: JSONObject = ["name": .string(name)]
            if let generated { object["password"] = .string(generated) }
            return Terminal.write(json: .object(object))
        }
        print("\(name): \(did)")
        if let generated { print("password  \(generated)   (shown once)") }
    }
}
