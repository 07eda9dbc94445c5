import AuditTrail
import Glibc
import JobModel
import TestKit
import Testing

@Suite struct AuditLogTests {
    private let scratch: ScratchDirectory
    private let path: String

    init() throws {
        scratch = try ScratchDirectory()
        path = scratch.at("audit.log")
    }

    private func entry(_ number: Int, who: String = "ops") -> AuditEntry {
        AuditEntry(
            time: Timestamp(seconds: 1_800_000_000 + Int64(number)),
            who: who,
            means: "token",
            address: "192.0.2.1",
            certificate: number == 2 ? "laptop-7" : nil,
            method: "POST",
            path: "/api/\(number)",
            status: 202,
            detail: number == 3 ? "three" : nil
        )
    }

    @Test func `reads what it wrote, newest first`() throws {
        let log = AuditLog(path: path)
        #expect(try log.entries(limit: 10).isEmpty)
        for number in 1...5 { log.append(entry(number, who: number == 2 ? "ci" : "ops")) }
        #expect(log.problem == nil)
        #expect(try log.entries(limit: 10) == (1...5).reversed().map { entry($0, who: $0 == 2 ? "ci" : "ops") })
        #expect(try log.entries(limit: 2).map(\.path) == ["/api/5", "/api/4"])
        #expect(try log.entries(limit: 2) { $0.who == "ci" }.map(\.path) == ["/api/2"])
    }

    @Test func `is for nobody but its owner`() throws {
        AuditLog(path: path).append(entry(1))
        var information = stat()
        #expect(stat(path, &information) == 0)
        #expect(information.st_mode & 0o777 == 0o600)
    }

    @Test func `keeps six files of ten MiB`() {
        #expect(AuditLog.Limits().size == 10 * 1024 * 1024)
        #expect(AuditLog.Limits().files == 6)
    }

    @Test func `rolls at its size and forgets the oldest`() throws {
        var limits = AuditLog.Limits()
        (limits.size, limits.files) = (300, 3)
        let log = AuditLog(path: path, limits: limits)
        for number in 1...20 { log.append(entry(number)) }
        #expect(log.problem == nil)
        let names = try ["", ".1", ".2", ".3"].map { try scratch.read("audit.log\($0)") != nil }
        #expect(names == [true, true, true, false])
        let found = try log.entries(limit: 100).map(\.path)
        #expect(found.count > 4 && found.count < 20)
        #expect(found == (1...20).suffix(found.count).reversed().map { "/api/\($0)" })
    }

    @Test func `several writers share a file, whoever rolls it`() throws {
        var limits = AuditLog.Limits()
        (limits.size, limits.files) = (300, 100)
        let logs = [AuditLog(path: path, limits: limits), AuditLog(path: path, limits: limits)]
        for number in 1...40 { logs[number % 2].append(entry(number)) }
        #expect(try logs[0].entries(limit: 100).map(\.path) == (1...40).reversed().map { "/api/\($0)" })
    }

    @Test func `a line that was cut off costs no other`() throws {
        let log = AuditLog(path: path)
        log.append(entry(1))
        try scratch.write("audit.log", (try scratch.read("audit.log") ?? "") + "{\"time\": \"20\n")
        log.append(entry(2))
        #expect(try log.entries(limit: 10).map(\.path) == ["/api/2", "/api/1"])
    }

    @Test func `a line that was cut off swallows no other`() throws {
        let log = AuditLog(path: path)
        log.append(entry(1))
        try scratch.write("audit.log", (try scratch.read("audit.log") ?? "") + "{\"time\": \"20")
        log.append(entry(2))
        log.append(entry(4))
        #expect(try log.entries(limit: 10).map(\.path) == ["/api/4", "/api/2", "/api/1"])
    }

    @Test func `however much strangers try, no record of a change is lost`() throws {
        var limits = AuditLog.Limits()
        (limits.size, limits.files) = (300, 2)
        let log = AuditLog(path: path, limits: limits)
        log.append(entry(1))
        for number in 2...50 { log.append(entry(number, who: "")) }
        #expect(try log.entries(limit: 100) { !$0.who.isEmpty } == [entry(1)])
        let all = try log.entries(limit: 3)
        #expect(all.map(\.path) == ["/api/50", "/api/49", "/api/48"])
    }

    @Test(arguments: ["pipe", "link"])
    func `neither a pipe nor a link in its place is written to`(kind: String) throws {
        if kind == "pipe" { #expect(mkfifo(path, 0o600) == 0) } else { #expect(symlink("/dev/null", path) == 0) }
        let log = AuditLog(path: path)
        log.append(entry(1))
        #expect(log.problem?.contains("cannot be written") == true)
    }

    @Test func `says why it cannot be written, and goes on when it can`() throws {
        let log = AuditLog(path: scratch.at("none/audit.log"))
        log.append(entry(1))
        #expect(log.problem?.contains("No such file or directory") == true)
        try scratch.write("none/other", "")
        log.append(entry(2))
        #expect(log.problem == nil)
        #expect(try log.entries(limit: 10).map(\.path) == ["/api/2"])
    }

    @Test func `cuts a path that is all too long`() {
        var long = entry(1)
        long = AuditEntry(
            time: long.time,
            who: "",
            means: "none",
            address: "",
            method: "GET",
            path: "/" + String(repeating: "a", count: 2000),
            status: 401
        )
        #expect(long.path.utf8.count == AuditEntry.maximumPathLength + "…".utf8.count)
    }
}
