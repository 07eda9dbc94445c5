import APIClient
import Testing

@Suite struct APICredentialsTests {
    static let descriptions: [(APICredentials, String)] = [
        (.none, "no credentials"), (.password(user: "ops", password: "secret"), "password of ops"),
        (.bearer("secret"), "token"),
    ]

    @Test(arguments: descriptions)
    func `no log can hold the secret`(credentials: APICredentials, description: String) {
        #expect("\(credentials)" == description)
        #expect(String(reflecting: credentials) == description)
    }
}
