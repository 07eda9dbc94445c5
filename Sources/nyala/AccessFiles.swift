import Accounts
import AuditTrail
import Deployments
import JobModel
import LinuxSystem
import Secrets

/// The accounts, tokens and audit log of a home, at hand also when no host runs.
///
/// Who has lost the only password, or whose host does not start, must get in all the same; a host that runs sees each
/// change at once.
struct AccessFiles {
    let accounts: AccountStore
    let tokens: TokenStore
    let uses: TokenUses
    let audit: AuditLog
    private let clock = SystemClock()

    init(_ layout: HomeLayout) throws {
        guard SiteHome.exists(layout) else {
            throw CommandFailure(.unknown, "there is no home in \(layout.home); make one with: nyala init")
        }
        accounts = AccountStore(path: layout.accounts)
        tokens = TokenStore(path: layout.tokens, accounts: accounts)
        uses = TokenUses(path: layout.tokenUses)
        audit = AuditLog(path: layout.auditLog)
        try Self.run { try Folder.create(layout.logFiles) }
    }

    var now: Timestamp { clock.wallTime() }

    /// Does something with the files, and turns what they refuse into an exit code.
    static func run<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as AccountsError {
            switch error {
            case .invalidName, .invalidPassword, .invalidToken: throw CommandFailure(.usage, "\(error)")
            case .unknownAccount, .unknownToken: throw CommandFailure(.unknown, "\(error)")
            default: throw CommandFailure(.failed, "\(error)")
            }
        } catch let error as SecretsError {
            switch error {
            case .invalidValue: throw CommandFailure(.usage, "\(error)")
            case .unknownSecret: throw CommandFailure(.unknown, "\(error)")
            default: throw CommandFailure(.failed, "\(error)")
            }
        } catch let error as SystemError {
            throw CommandFailure(.failed, "\(error)")
        }
    }

    /// Makes a change and writes it down as the request that would have made it.
    func change<Result>(
        _ method: String,
        _ path: (Result) -> String,
        detail: (Result) -> String? = { _ in nil },
        _ body: () throws -> Result
    ) throws -> Result {
        let result = try Self.run(body)
        audit.append(
            AuditEntry(
                time: now,
                who: "local",
                means: "command",
                address: "",
                method: method,
                path: path(result),
                status: method == "POST" ? 201 : method == "DELETE" ? 204 : 200,
                detail: detail(result)
            )
        )
        if let problem = audit.problem { Terminal.complain(problem) }
        return result
    }
}
