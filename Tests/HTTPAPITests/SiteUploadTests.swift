import Testing

@testable import HTTPAPI

@Suite struct SiteUploadTests {
    static let places: [(String, String?, SiteUpload)] = [
        ("zip", nil, .site), ("ZIP", "/home/site/wwwroot/", .site), ("static", "a/b.txt", .file("a/b.txt")),
        ("static", "/home/site/wwwroot/a.txt", .file("a.txt")), ("script", "/go.sh", .file("scripts/go.sh")),
        ("lib", "x.jar", .file("libs/x.jar")), ("startup", nil, .file("scripts/startup.sh")),
        ("jar", nil, .file("app.jar")), ("war", "webapps/a.war", .file("webapps/a.war")),
    ]

    @Test(arguments: places)
    func `each type of file has its place`(type: String, path: String?, upload: SiteUpload) throws {
        #expect(try SiteUpload(type: type, path: path) == upload)
    }

    @Test(
        arguments: [(nil, "a"), ("exe", "a"), ("static", nil), ("lib", "/"), ("zip", "inner")] as [(String?, String?)]
    )
    func `what has no place is refused`(type: String?, path: String?) {
        #expect(throws: SiteUpload.Refusal.self) { try SiteUpload(type: type, path: path) }
    }
}
