import TestKit
import Testing

@testable import Cryptography

@Suite struct SodiumTests {
    static let pairs: [([UInt8], [UInt8], Bool)] = [
        ([], [], true), ([1, 2], [1, 2], true), ([1, 2], [1, 3], false), ([1, 2], [2, 2], false), ([1, 2], [1], false),
        ([], [0], false),
    ]

    private static let password = Array("secret".utf8)

    // MARK: passwords

    @Test func `a hash fits its password only`() throws {
        let hash = try Sodium.hash(Self.password, cost: .least)
        #expect(hash.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
        #expect(try Sodium.isHash(hash, of: Self.password))
        for other in ["", "Secret", "secret ", "secret\0", "secre"] {
            #expect(try !Sodium.isHash(hash, of: Array(other.utf8)), "\(other)")
        }
    }

    @Test func `equal passwords have different hashes`() throws {
        let first = try Sodium.hash(Self.password, cost: .least)
        let second = try Sodium.hash(Self.password, cost: .least)
        #expect(first != second)
    }

    @Test func `all bytes of a password count`() throws {
        let hash = try Sodium.hash([0, 0xFF, 1], cost: .least)
        #expect(try Sodium.isHash(hash, of: [0, 0xFF, 1]))
        #expect(try !Sodium.isHash(hash, of: [0, 0xFF, 2]))
        #expect(try !Sodium.isHash(hash, of: []))
    }

    @Test(arguments: ["", "secret", "$", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$AAAA$", "$1$salt$hash"])
    func `a text that is no hash fits nothing`(text: String) throws {
        #expect(try !Sodium.isHash(text, of: Self.password))
        #expect(try !Sodium.isHash(text, of: []))
    }

    @Test func `a hash that was cut off fits nothing`() throws {
        let hash = try Sodium.hash(Self.password, cost: .least)
        #expect(try !Sodium.isHash(String(hash.dropLast()), of: Self.password))
    }

    @Test func `a cost that no memory can pay is an error`() {
        #expect(throws: CryptographyError.outOfMemory(bytes: .max)) {
            try Sodium.hash(Self.password, cost: PasswordCost(operations: 1, memory: .max))
        }
    }

    // MARK: random numbers

    @Test func `random bytes are as many as asked for, and others each time`() throws {
        #expect(try Sodium.randomBytes(0).isEmpty)
        let first = try Sodium.randomBytes(32)
        let second = try Sodium.randomBytes(32)
        #expect(first.count == 32)
        #expect(first != second)
    }

    @Test func `a random number stays below its bound`() throws {
        #expect(try Sodium.randomNumber(below: 1) == 0)
        let numbers = Set(try (0..<200).map { _ in try Sodium.randomNumber(below: 3) })
        #expect(numbers == [0, 1, 2])
    }

    // MARK: keyed hashes

    /// The digest that another implementation of BLAKE2b made.
    @Test func `a keyed hash is BLAKE2b of 32 bytes`() {
        let key = (0..<UInt8(Sodium.keyLength)).map { $0 }
        let digest = Sodium.keyedHash(Array("input".utf8), key: key)
        let expected = "9d0824056bd6b457247259280fba773fe2cd0c24d9fb0a1e5aa381feb83f8615"
        #expect(digest.count == Sodium.digestLength)
        let text = digest.map { (byte: UInt8) -> String in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        #expect(text.joined(separator: "") == expected)
    }

    @Test func `another key or input makes another hash`() {
        let key = [UInt8](repeating: 1, count: Sodium.keyLength)
        let other = [UInt8](repeating: 2, count: Sodium.keyLength)
        let digests = [
            Sodium.keyedHash([1, 2], key: key), Sodium.keyedHash([1, 2], key: other), Sodium.keyedHash([1], key: key),
            Sodium.keyedHash([], key: key),
        ]
        #expect(Set(digests).count == digests.count)
        #expect(Sodium.keyedHash([1, 2], key: key) == digests[0])
    }

    @Test(arguments: pairs)
    func `compares bytes`(left: [UInt8], right: [UInt8], isEqual: Bool) {
        #expect(Sodium.isEqual(left, right) == isEqual)
    }

    // MARK: base64

    @Test(arguments: [("", ""), ("QQ==", "A"), ("QUI=", "AB"), ("QUJD", "ABC"), ("QUJDRA==", "ABCD"), ("4oKs", "€")])
    func `decodes base64`(text: String, decoded: String) {
        #expect(Sodium.decodeBase64(Array(text.utf8)) == Array(decoded.utf8))
    }

    @Test func `knows the last two signs of base64`() {
        #expect(Sodium.decodeBase64(Array("+/+/".utf8)) == [0xFB, 0xFF, 0xBF])
    }

    @Test(arguments: [
        "Q", "QQ", "QQ=", "QQ===", "=", "QR==", "QUJD=", "QUJD\n", " QUJD", "QU JD", "QUJ-", "QUJ_", "QQ==QQ==", "é",
        "QUJD\0",
    ])
    func `decodes nothing else`(text: String) {
        #expect(Sodium.decodeBase64(Array(text.utf8)) == nil)
    }
}
