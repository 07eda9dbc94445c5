import Testing

@testable import JobModel

@Suite struct NotifySettingsTests {
    private func parse(_ text: String) -> (NotifySettings, [Problem]) {
        let (settings, problems) = JobSettings.parse(Array(text.utf8), path: "settings.job")
        return (settings?.notify ?? NotifySettings(), problems)
    }

    static let forms: [(String, NotifyTarget)] = [
        (#"["https://a/b"]"#, NotifyTarget(.url("https://a/b"))),
        (#"[{"url": "http://u:p@a"}]"#, NotifyTarget(.url("http://u:p@a"))),
        (
            #"[{"url": "https://a", "on": ["failed", "started"]}]"#,
            NotifyTarget(.url("https://a"), events: [.failed, .started])
        ),
        (#"[{"exec": ["./a.sh", "b c"]}]"#, NotifyTarget(.exec(["./a.sh", "b c"], timeout: .seconds(30)))),
        (#"[{"exec": ["a"], "timeout": "2m"}]"#, NotifyTarget(.exec(["a"], timeout: .seconds(120)))),
        (#"[{"email": "a@b.c"}]"#, NotifyTarget(.email(["a@b.c"]))),
        (#"[{"email": ["a@b.c", "root"]}]"#, NotifyTarget(.email(["a@b.c", "root"]))),
    ]

    @Test(arguments: forms)
    func `a target is a web address, a command or mail addresses`(text: String, target: NotifyTarget) {
        let (settings, problems) = parse("{\"notify\": \(text)}")
        #expect(problems.isEmpty)
        #expect(settings.targets == [target])
    }

    @Test func `an empty list is nobody, none is whoever the site names`() {
        #expect(parse(#"{"notify": []}"#).0.targets == [])
        #expect(parse("{}").0.targets == nil)
    }

    @Test(arguments: [
        (#"{"notify": "https://a"}"#, 12, "\"notify\" must be an array"),
        (#"{"notify": ["a"]}"#, 13, "\"notify\" must be an address such as"),
        (#"{"notify": [{}]}"#, 13, "\"notify\" must be an address such as"),
        (#"{"notify": [{"url": "https://a", "exec": ["b"]}]}"#, 13, "\"notify\" must be an address such as"),
        (
            #"{"notify": [{"url": "gopher://a"}]}"#, 21,
            "\"notify.url\": \"gopher://a\" is no web address: it must begin"
        ),
        (
            #"{"notify": [{"url": "https://a b"}]}"#, 21,
            "\"notify.url\": \"https://a b\" is no web address: it has a blank"
        ),
        (#"{"notify": [{"exec": []}]}"#, 13, "\"notify\" must be an address such as"),
        (#"{"notify": [{"exec": ["a"], "timeout": "11m"}]}"#, 40, "\"notify.timeout\": a command gets at most 10m"),
        (#"{"notify": [{"email": "-oX"}]}"#, 23, "\"notify.email\": \"-oX\" is no mail address"),
        (#"{"notify": [{"email": "a\nb@c"}]}"#, 23, "\"notify.email\": \"a\nb@c\" is no mail address"),
        (
            #"{"notify": [{"url": "https://a", "on": ["recovered", "faild"]}]}"#, 54,
            "\"notify.on\": unknown word \"faild\" is ignored, did you mean \"failed\"?"
        ),
        (
            #"{"notify": [{"url": "https://a", "on": ["x"]}]}"#, 41,
            "\"notify.on\": unknown word \"x\" is ignored; known are"
        ),
        (#"{"notify": [{"url": "https://a", "on": "failed"}]}"#, 40, "\"notify.on\" must be an array of words"),
        (#"{"ping_url": "hc/uuid"}"#, 14, "\"ping_url\": \"hc/uuid\" is no web address: it must begin with"),
    ])
    func `what is wrong is said with its place`(text: String, column: Int, message: String) throws {
        let problem = try #require(parse(text).1.first)
        #expect(problem.message.hasPrefix(message), "\(problem)")
        #expect(problem.line == 1)
        #expect(problem.column == column, "\(problem)")
        #expect(problem.severity == .problem)
    }

    @Test func `one wrong word leaves the others`() {
        let (settings, _) = parse(#"{"notify": [{"url": "https://a", "on": ["faild", "late"]}, 5, "https://b"]}"#)
        let expected = [NotifyTarget(.url("https://a"), events: [.late]), NotifyTarget(.url("https://b"))]
        #expect(settings.targets == expected)
    }

    @Test(arguments: [
        ("a@b.c", true), ("root", true), ("a+b@c-d.e", true), ("", false), ("@a", false), ("a@", false), ("-f", false),
        ("a@b@c", false), ("a b", false), ("a,b", false), ("a\r\nBcc:x", false), ("<a@b>", false), ("é@a", false),
        (String(repeating: "a", count: 255), false),
    ])
    func `a mail address ends no line and begins no option`(text: String, isPlausible: Bool) {
        #expect(MailAddress.isPlausible(text) == isPlausible)
    }

    @Test(arguments: ["http://a", "https://a.b:81/c?d=e#f", "HTTPS://[::1]/", "http://u:p@h"])
    func `a web address has a host`(text: String) {
        #expect(WebAddress.fault(of: text) == nil)
    }

    @Test(arguments: [
        "", "a", "http:", "http://", "http:///x", "http://u@", "http://:81", "http://a\u{7F}", "http://é", "file:///a",
    ])
    func `anything else is none`(text: String) {
        #expect(WebAddress.fault(of: text) != nil)
    }
}

@Suite struct ClockSpanTests {
    static let durations: [(Duration, String)] = [
        (.zero, "00:00:00.0000000"), (.milliseconds(2310), "00:00:02.3100000"), (.seconds(3661), "01:01:01.0000000"),
        (.seconds(90_061), "1.01:01:01.0000000"), (.seconds(-5), "00:00:00.0000000"),
    ]

    @Test(arguments: durations)
    func `durations are written as the original writes them`(duration: Duration, text: String) {
        #expect(ClockSpan.text(duration) == text)
    }
}
