import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// Each debugger through its tunnel, spoken to in its own protocol.
@Suite struct DebugProtocolTests {
    /// Whether it runs, and nothing of its command is a debugger's.
    private func runs(_ site: TestSite, _ job: String, without word: String) async throws -> Bool {
        guard try await site.pid(job) != nil else { return false }
        return try await !command(site, job).contains(word)
    }

    private func command(_ site: TestSite, _ job: String) async throws -> String {
        let pid = try #require(try await site.pid(job))
        return try FileContents.text("/proc/\(pid)/cmdline") ?? ""
    }

    @Test func `node: a value is asked of the running program`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/web", ["run.js": "globalThis.answer = 6 * 7; setInterval(() => {}, 1000)\n"])
        let before = try await site.waitForStart(of: "continuous/web")
        let client = try await DebugClient.begin(site, "web")
        let port = try client.port
        #expect(try await site.pid("continuous/web") != before)
        #expect(try await command(site, "continuous/web").contains("--inspect=127.0.0.1:"))

        let asking = try RawConnection(port: port)
        asking.send("GET /json/version HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
        let version = try #require(asking.answer())
        #expect(version.status == 200 && version.body.contains("Protocol-Version"), "\(version.body)")
        let listing = try RawConnection(port: port)
        listing.send("GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
        let list = try JSONValue.parse(Array((listing.answer()?.body ?? "").utf8))
        let address = try #require(list.array?.first?["webSocketDebuggerUrl"]?.string)
        // It leads to where the developer is.
        #expect(address.hasPrefix("ws://127.0.0.1:\(port)/"))
        let path = address.split(separator: "/").last ?? ""

        let socket = try RawConnection(port: port)
        let head = [
            "GET /\(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        socket.send(head.joined(separator: "\r\n") + "\r\n\r\n")
        #expect(socket.answer()?.status == 101)
        let question = #"{"id":1,"method":"Runtime.evaluate","params":{"expression":"answer"}}"#
        // One masked frame, by a mask of zeros.
        socket.send([0x81, 0x80 | UInt8(question.utf8.count), 0, 0, 0, 0] + Array(question.utf8))
        let answer = String(decoding: socket.bytes(2).dropFirst(), as: UTF8.self)
        #expect(!answer.isEmpty)
        let said = String(decoding: socket.bytes(20), as: UTF8.self)
        #expect(said.contains(#""id":1"#), "\(said)")
        #expect(String(decoding: socket.bytes(70, within: 1), as: UTF8.self).contains("42"))
        #expect(try await client.interrupt() == 0)
        try await eventually("the job runs as it normally does") {
            try await runs(site, "continuous/web", without: "--inspect")
        }
    }

    @Test func `debugpy: it says what it can do`() async throws {
        let site = try await TestSite.start()
        try site.add(
            "continuous/loop",
            [
                "run.py": "import time\nprint('up', flush=True)\nwhile True: time.sleep(0.1)\n",
                "settings.job": #"{"run": ["/usr/bin/python3", "-u", "run.py"]}"#,
            ]
        )
        _ = try await site.waitForStart(of: "continuous/loop")
        let client = try await DebugClient.begin(site, "loop")
        let connection = try RawConnection(port: try client.port)
        let question = #"{"seq":1,"type":"request","command":"initialize","arguments":{"adapterID":"debugpy"}}"#
        connection.send("Content-Length: \(question.utf8.count)\r\n\r\n\(question)")
        var said = ""
        try await eventually("it answers: \(said)") {
            said += String(decoding: connection.bytes(1, within: 1), as: UTF8.self)
            return said.contains(#""command": "initialize""#) && said.contains("supportsConditionalBreakpoints")
        }
        #expect(try site.log("continuous/loop").contains("it is restarted under debugpy"))
    }

    @Test func `gdbserver: a compiled program stands at its beginning until somebody says go`() async throws {
        let site = try await TestSite.start()
        // Any compiled program will do.
        try site.add("continuous/native", ["settings.job": #"{"run": ["./sleep", "1000"]}"#, "note": "x"])
        try await Command.run("cp", ["/usr/bin/sleep", "\(site.jobs)/continuous/native/sleep"])
        _ = try await site.waitForStart(of: "continuous/native")
        let client = try await DebugClient.begin(site, "native")
        #expect(try await command(site, "continuous/native").contains("gdbserver"))
        let connection = try RawConnection(port: try client.port)
        connection.send("+" + packet("qSupported:multiprocess+"))
        var said = ""
        try await eventually("it says what it can do: \(said)") {
            said += String(decoding: connection.bytes(1, within: 1), as: UTF8.self)
            return said.contains("PacketSize=") && said.contains("qXfer:") && said.contains("#")
        }
        connection.send("+" + packet("?"))
        // It was stopped by a trap.
        try await eventually("it says where it stands: \(said)") {
            said += String(decoding: connection.bytes(1, within: 1), as: UTF8.self)
            return said.contains("$T05")
        }
        // It is one connection that it takes.
        #expect(try RawConnection(port: try client.port).isClosed())
        #expect(try client.output.contains("takes one connection"))
        #expect(try await client.interrupt() == 0)
        try await eventually("it sleeps as ever") {
            try await runs(site, "continuous/native", without: "gdbserver")
        }
    }

    /// As gdb frames it: what it says, and the sum of that.
    private func packet(_ text: String) -> String {
        let sum = text.utf8.reduce(UInt8(0)) { $0 &+ $1 }
        return "$\(text)#\(sum < 16 ? "0" : "")\(String(sum, radix: 16))"
    }

    @Test func `Xdebug: the job calls, and the call arrives at the developer's editor`() async throws {
        let site = try await TestSite.start()
        try site.add("continuous/page", ["run.php": "<?php\necho \"up\\n\";\nwhile (true) { sleep(1); }\n"])
        _ = try await site.waitForStart(of: "continuous/page")
        let editor = try ListeningSocket()
        // Nobody listens there: the job is left alone.
        let before = try await site.pid("continuous/page")
        let unheard = try await site.nyala("debug", "page", "--port", "1")
        #expect(unheard.code == 1 && unheard.all.contains("nothing listens on 127.0.0.1:1 yet"), "\(unheard.all)")
        #expect(try await site.pid("continuous/page") == before)

        let client = try await DebugClient.begin(site, "page", ["--port", "\(editor.port)"])
        var said = ""
        // The first was only to see whether somebody is there.
        while !said.contains("<init"), let call = editor.accept(within: 15) { said = call.text(within: 5) }
        #expect(said.contains("<init") && said.contains("language=\"PHP\""), "\(said)")
        #expect(said.contains("run.php"))
        #expect(try await client.interrupt() == 0)
        try await eventually("it runs without") {
            try await runs(site, "continuous/page", without: "xdebug")
        }
    }
}
