import JobModel
import Testing

/// The fixed-width names in hexadecimal digits.
@Suite struct IdentityTests {
    @Test func `a tree id is 40 digits in lower case`() throws {
        let digits = "0123456789abcdef0123456789abcdef01234567"
        let id = try #require(TreeID(hexadecimal: digits))
        #expect(id.description == digits)
        #expect(id.short == "0123456789")
    }

    @Test(arguments: [
        "", "0123456789", "0123456789ABCDEF0123456789ABCDEF01234567", "0123456789abcdef0123456789abcdef012345678",
        "g123456789abcdef0123456789abcdef01234567", "0123456789abcdef0123456789abcdef0123456é",
    ])
    func `a tree id refuses anything else`(text: String) {
        #expect(TreeID(hexadecimal: text) == nil)
    }

    @Test(arguments: [(UInt32(0), "000000"), (255, "0000ff"), (.max, "ffffff"), (0x1AB_CDEF, "abcdef")])
    func `an instance id is made of 24 bits`(random: UInt32, text: String) {
        let id = InstanceID(random: random)
        #expect(id.description == text)
        #expect(InstanceID(text) == id)
    }

    @Test(arguments: ["", "12345", "1234567", "ABCDEF", "12345g", " 12345"])
    func `an instance id refuses anything else`(text: String) {
        #expect(InstanceID(text) == nil)
    }
}
