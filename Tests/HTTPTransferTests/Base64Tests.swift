import Testing

@testable import HTTPTransfer

/// The examples of RFC 4648, and bytes of all kinds.
@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("ÿ~?>", "w79+Pz4="),
    ])
    func `bytes become letters`(text: String, encoded: String) {
        #expect(Base64.encoded(text.utf8) == encoded)
    }
}
