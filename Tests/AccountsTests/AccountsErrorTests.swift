import Accounts
import Cryptography
import Glibc
import Testing

@Suite struct AccountsErrorTests {
    static let sentences: [(AccountsError, String)] = [
        (
            .cryptography(.noRandomNumbers),
            "Passwords cannot be checked: libsodium found no source of random numbers; make /dev/urandom readable."
        ),
        (
            .cryptography(.outOfMemory(bytes: 19 * 1024 * 1024)),
            "The password cannot be hashed: it takes 19456 KiB of memory, which are not free; raise the limit."
        ),
        (.invalidName("a b", reason: "why"), "\"a b\" cannot be the name of an account: why."),
        (.invalidPassword(reason: "why"), "The password cannot be used: why."),
        (.invalidToken(reason: "why"), "No token can be made: why."),
        (.unknownToken("a2"), "There is no token a2; see `nyala tokens`."),
        (
            .file(call: "open", path: "/a/b", code: EACCES),
            "The file /a/b cannot be used: open failed: Permission denied."
        ),
        (
            .broken(path: "/a/b", reason: "why"),
            "The file /a/b cannot be read: why; repair it, or remove it and make what was in it again."
        ),
    ]

    @Test(arguments: sentences)
    func `says what failed, why, and what to do`(error: AccountsError, sentence: String) {
        #expect("\(error)" == sentence)
    }

    @Test func `names the account that is in the way or missing`() throws {
        let name = try AccountName("ops")
        let taken =
            "The account ops cannot be added: there is one with this name; choose another or change its password."
        #expect(AccountsError.nameTaken(name).description == taken)
        let last = "The account ops cannot be removed: it is the only one; add another first."
        #expect(AccountsError.lastAccount(name).description == last)
        let unknown = "There is no account ops; the names of all accounts are in the account file."
        #expect(AccountsError.unknownAccount(name).description == unknown)
    }
}
