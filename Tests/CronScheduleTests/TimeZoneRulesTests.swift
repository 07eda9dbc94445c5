import CronSchedule
import Testing

@Suite struct TimeZoneRulesTests {
    /// Local times around changes of the clock; expected instants computed with Python's zoneinfo.
    @Test(arguments: LocalTimeTable.rows.split(separator: "\n").map(String.init))
    func `a local time happens once, twice or never`(row: String) throws {
        let parts = row.split(separator: "|")
        let zone = try TimeZoneRules.load(named: String(parts[0]))
        let time = LocalTime(seconds: try UTCTime.seconds(parts[1]))
        let instants = try parts[3].split(separator: " ").map { try UTCTime.seconds($0) }
        switch zone.instants(of: time) {
        case .once(let instant): #expect(parts[2] == "once" && instants == [instant])
        case .twice(let first, let second): #expect(parts[2] == "twice" && instants == [first, second])
        case .never(let jump): #expect(parts[2] == "never" && instants == [jump])
        }
        for instant in instants where parts[2] != "never" { #expect(zone.localTime(at: instant) == time) }
    }

    /// Offsets of many years in zones with odd histories; expected values computed with Python's zoneinfo.
    @Test(arguments: OffsetTable.rows.split(separator: "\n").map(String.init))
    func `knows the offset in the past and past the end of the table`(row: String) throws {
        let parts = row.split(separator: "|")
        let zone = try TimeZoneRules.load(named: String(parts[0]))
        for sample in parts[1].split(separator: " ") {
            let numbers = sample.split(separator: ":").compactMap { Int64($0) }
            #expect(zone.offset(at: numbers[0]) == numbers[1], "\(parts[0]) at \(numbers[0])")
        }
    }

    @Test func `UTC needs no file`() throws {
        let zone = try TimeZoneRules.load(named: "UTC", directory: "/nonexistent")
        #expect(zone == .utc)
        #expect(zone.offset(at: .min) == 0)
        #expect(zone.instants(of: LocalTime(seconds: 5)) == .once(5))
    }

    @Test(arguments: ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tehran"])
    func `answers at both ends of time`(name: String) throws {
        let zone = try TimeZoneRules.load(named: name)
        for instant in [Int64.min, .max] {
            #expect(abs(zone.offset(at: instant)) < 86_400)
            _ = zone.localTime(at: instant)
            _ = zone.instants(of: LocalTime(seconds: instant))
        }
    }

    @Test func `an unreadable file is told with its reason`() {
        let error = #expect(throws: TimeZoneError.self) {
            try TimeZoneRules.load(named: "null", directory: "/dev")
        }
        #expect(error == .damaged("null", reason: "it does not begin with \"TZif\""))
        #expect(
            TimeZoneError.unreadable(path: "/a", reason: "Permission denied").description.contains("Permission denied")
        )
    }

    @Test(arguments: [
        "", "/etc/passwd", "../localtime", "Europe/../Paris", "Europe//Berlin", "Europe/", ".", "a b", "ä",
    ])
    func `refuses what is no plain name`(name: String) {
        #expect(throws: TimeZoneError.invalidName(name)) { try TimeZoneRules.load(named: name) }
    }

    @Test(arguments: [
        ("Europe/Berlni", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"), ("Berlin", "Europe/Berlin"),
        ("America/NewYork", "America/New_York"), ("lord_howe", "Australia/Lord_Howe"), ("utc", "UTC"),
        ("Europe/Zurrich", "Europe/Zurich"),
    ])
    func `suggests the nearest name`(name: String, suggestion: String) {
        let error = #expect(throws: TimeZoneError.self) { try TimeZoneRules.load(named: name) }
        #expect(error == .unknownZone(name, suggestion: suggestion))
        #expect(error?.description == "the time zone \"\(name)\" is unknown; did you mean \"\(suggestion)\"?")
    }

    @Test func `names what to write instead of a Windows name, and a folder is no zone`() {
        let windows = #expect(throws: TimeZoneError.self) { try TimeZoneRules.load(named: "W. Europe Standard Time") }
        #expect(windows?.description.hasSuffix("write a name such as \"Europe/Berlin\", not that of Windows") == true)
        #expect(throws: TimeZoneError.self) { try TimeZoneRules.load(named: "Europe") }
        #expect(throws: TimeZoneError.self) { try TimeZoneRules.load(named: "tzdata.zi") }
    }

    @Test func `says when no zones are installed`() {
        #expect(throws: TimeZoneError.noZonesInstalled(directory: "/nonexistent")) {
            try TimeZoneRules.load(named: "Europe/Berlin", directory: "/nonexistent")
        }
    }

    @Test(arguments: [
        ("", "UTC"), ("UTC", "UTC"), (":Europe/Berlin", "Europe/Berlin"), ("Asia/Tokyo", "Asia/Tokyo"),
        ("/usr/share/zoneinfo/Asia/Kathmandu", "Asia/Kathmandu"), ("<+03>-3", "<+03>-3"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "CET-1CEST,M3.5.0,M10.5.0/3"),
    ])
    func `the host's zone follows TZ`(value: String, name: String) throws {
        #expect(try TimeZoneRules.host(environmentZone: value).name == name)
    }

    @Test func `a TZ that means nothing is refused`() {
        #expect(throws: TimeZoneError.self) { try TimeZoneRules.host(environmentZone: "Mars/Olympus") }
        #expect(throws: TimeZoneError.self) { try TimeZoneRules.host(environmentZone: "/nonexistent") }
    }

    @Test func `without TZ the host's zone is the file's, or UTC where there is none`() throws {
        let file = "/usr/share/zoneinfo/America/Santiago"
        #expect(try TimeZoneRules.host(environmentZone: nil, localTimeFile: file).name == "America/Santiago")
        #expect(try TimeZoneRules.host(environmentZone: nil, localTimeFile: "/nonexistent") == .utc)
    }
}
