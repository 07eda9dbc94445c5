import Testing

@testable import HTTPAPI

@Suite struct KuduShapesTests {
    static let durations: [(Duration, String)] = [
        (.zero, "00:00:00.0000000"), (.milliseconds(2310), "00:00:02.3100000"), (.seconds(3661), "01:01:01.0000000"),
        (.seconds(90_061), "1.01:01:01.0000000"), (.seconds(-5), "00:00:00.0000000"),
    ]

    @Test(arguments: durations)
    func `durations are written as the original writes them`(duration: Duration, text: String) {
        #expect(KuduShapes.duration(duration) == text)
    }

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
