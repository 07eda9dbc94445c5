import Accounts
import ArgumentParser
import JobModel

/// `nyala tokens`: what programs sign in with.
struct TokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens",
        abstract: "List, create and revoke the tokens that programs sign in with; also while no host runs.",
        discussion: """
            A token goes into the header "Authorization: Bearer TOKEN", or is the password of any user name where
            only names and passwords can be given, as with git.
            """,
        subcommands: [List.self, Create.self, Revoke.self],
        defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List tokens and the sessions of browsers, with their last use."
        )

        @OptionGroup var options: ClientOptions

        func run() async throws {
            let files = try AccessFiles(options.home.layout)
            let tokens = try AccessFiles.run { try files.tokens.list(at: files.now) }
                .map { $0.json(lastUse: files.uses.last(of: $0.id)) }
            if options.json { return Terminal.write(json: .array(tokens.map { .object($0) })) }
            guard !tokens.isEmpty else { return print("there are no tokens; make one with: nyala tokens create NAME") }
            let rows = tokens.map { token in
                [
                    token["id"]?.string ?? "",
                    token["session_of"]?.string.map { "session of \($0)" } ?? token["name"]?.string ?? "",
                    (token["scopes"]?.array ?? []).compactMap(\.string).joined(separator: ","),
                    token["job"]?.string ?? "all",
                    token["expires"]?.string ?? "never",
                    token["last_used"]?.string ?? "never",
                ]
            }
            print(Terminal.table([["ID", "NAME", "SCOPES", "JOB", "EXPIRES", "LAST USED"]] + rows))
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token and print it, this once; only a hash of it is kept."
        )

        @OptionGroup var options: ClientOptions

        @Argument(help: "What it is for, such as the machine that will use it.")
        var name: String

        @Option(
            name: [.customLong("scope")],
            help: ArgumentHelp("What it allows: \(Scope.list); may be given several times.", valueName: "scope")
        )
        var scopes: [String] = []

        @Option(help: ArgumentHelp("The only job it is for, as TYPE/NAME.", valueName: "job"))
        var job: String?

        @Option(
            help: ArgumentHelp("When it ends: a time (RFC 3339), or how long it lives (12h, 90d).", valueName: "time")
        )
        var expires: String?

        func run() async throws {
            let files = try AccessFiles(options.home.layout)
            let scopes = try scopes.flatMap { $0.split(separator: ",") }.map { text in
                guard let scope = Scope(rawValue: String(text)) else {
                    throw CommandFailure(.usage, "\"\(text)\" is no scope; there are \(Scope.list)")
                }
                return scope
            }
            guard !scopes.isEmpty else {
                throw CommandFailure(.usage, "say what the token allows: --scope \(Scope.list)")
            }
            let job = try job.map { text in
                guard let id = JobID(path: text) else {
                    throw CommandFailure(.usage, "\"\(text)\" is no job; write continuous/NAME or triggered/NAME")
                }
                return id
            }
            let now = files.now
            let expires = try expiry(now)
            let made = try files.change("POST") { (made: (token: AccessToken, text: TokenText)) in
                "/api/v1/tokens/\(made.token.id)"
            } detail: { made in
                made.token.summary
            } _: {
                try files.tokens.add(name, Grant(Set(scopes), job: job), expires: expires, at: now)
            }
            if options.json {
                var object = made.token.json(lastUse: nil)
                object["token"] = .string(made.text.text)
                return Terminal.write(json: .object(object))
            }
            // Alone on standard output, for scripts.
            print(made.text.text)
            Terminal.complain("shown once; revoke it with: nyala tokens revoke \(made.token.id)", plain: true)
        }

        private func expiry(_ now: Timestamp) throws -> Timestamp? {
            guard let expires else { return nil }
            let time = Timestamp(rfc3339: expires) ?? TokenLifetime.parse(expires).map { now + $0 }
            guard let time, time > now else {
                throw CommandFailure(
                    .usage,
                    "\"\(expires)\" is no time to come: write 2031-02-03T04:05:06Z, or \(TokenLifetime.forms)"
                )
            }
            return time
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a token or session worthless, at once.")

        @OptionGroup var options: ClientOptions

        @Argument(help: "Its id, or its name where no other token has it.")
        var token: String

        func run() async throws {
            let files = try AccessFiles(options.home.layout)
            let all = try AccessFiles.run { try files.tokens.list(at: files.now) }
            let named = all.filter { $0.name == token && $0.session == nil }
            guard named.count < 2 || all.contains(where: { $0.id == token }) else {
                let ids = named.map(\.id).joined(separator: ", ")
                throw CommandFailure(.usage, "\(named.count) tokens are named \"\(token)\"; say which: \(ids)")
            }
            let id = all.first { $0.id == token }?.id ?? named.first?.id ?? token
            try files.change("DELETE") {
                "/api/v1/tokens/\(id)"
            } _: {
                try files.tokens.remove(id)
            }
            if options.json { return Terminal.write(json: .object(["id": .string(id)])) }
            print("\(id): revoked")
        }
    }
}
