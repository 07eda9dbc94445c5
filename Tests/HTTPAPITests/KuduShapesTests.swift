import Testing

@testable import HTTPAPI

@Suite struct KuduShapesTests {
    static let dispositions: [(String, String)] = [
        ("attachment; filename=\"run.sh\"", "run.sh"), ("attachment; filename=run.py", "run.py"),
        ("attachment; FileName=\"C:\\x\\run.cmd\"", "run.cmd"), ("attachment; filename=\"../../run.sh\"", "run.sh"),
        ("attachment", ""), ("attachment; filename=", ""),
    ]

    @Test(arguments: dispositions)
    func `the name of an upload has no quotes and no folders`(header: String, name: String) {
        #expect(UploadRoutes.fileName(header) == name)
    }
}
