import Accounts
import Deployments
import JobModel
import LinuxSystem

/// Makes homes and first accounts.
enum SiteSetup {
    enum AccountResult {
        case generated(String)
        case given
        case replaced
        case existing
    }

    static func exists(_ layout: HomeLayout) -> Bool {
        SiteHome.exists(layout) && AtomicFile.exists(layout.accounts)
    }

    /// Makes what is missing of the home, and the account unless there is one.
    static func make(_ layout: HomeLayout, user: String, password: String?) throws -> AccountResult {
        let hook = "\(HostEnvironment.programFolder)/nyala-hook"
        guard AtomicFile.exists(hook) else {
            throw CommandFailure(.failed, "the program nyala-hook is not beside nyala (\(hook)); install both")
        }
        do {
            try SiteHome.prepare(layout, hookProgram: hook)
            return try account(layout, user, password)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.failed, "the home \(layout.home) cannot be made: \(error)")
        }
    }

    private static func account(_ layout: HomeLayout, _ user: String, _ password: String?) throws -> AccountResult {
        let store = AccountStore(path: layout.accounts)
        let name = try AccountName(user)
        let accounts = try store.list()
        if let password {
            if accounts.contains(where: { $0.name == name }) {
                try store.setPassword(password, of: name)
                return .replaced
            }
            try store.add(name, password: password)
            return .given
        }
        guard accounts.isEmpty else { return .existing }
        let generated = try GeneratedPassword().text
        try store.add(name, password: generated)
        return .generated(generated)
    }
}
