import TestKit
import Testing

@testable import Cryptography

@Suite struct PasswordCostTests {
    @Test func `the standard is two passes over 19 MiB`() {
        #expect(PasswordCost.standard.operations == 2)
        #expect(PasswordCost.standard.memory == 19 * 1024 * 1024)
        #expect(PasswordCost.standard.decoyHash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    }

    /// Only then does checking it cost what checking a real one costs.
    @Test(arguments: [PasswordCost.least, PasswordCost(operations: 3, memory: 16 * 1024)])
    func `the decoy has the form of a real hash`(cost: PasswordCost) throws {
        let real = try Sodium.hash(Array("secret".utf8), cost: cost).split(separator: "$")
        let decoy = cost.decoyHash.split(separator: "$")
        #expect(decoy.prefix(3) == real.prefix(3))
        #expect(decoy.map(\.count) == real.map(\.count))
    }

    @Test(arguments: ["", "secret", "\0", "AAAAAAAA"])
    func `no password has the decoy`(password: String) throws {
        #expect(try !Sodium.isHash(PasswordCost.least.decoyHash, of: Array(password.utf8)))
    }
}
