import Glibc

/// The list of 1,000 jobs: how long one answer takes, and how many a second there are, beside nginx with the same bytes.
struct ListBench {
    private static let jobs = 1000
    private static let path = "/api/v1/jobs"
    private static let seconds = 5
    private static let rounds = 3
    private static let connections = 8

    private let stage: Stage

    init(_ stage: Stage) {
        self.stage = stage
    }

    func run(_ repetitions: Int) throws {
        let host = try Host(stage, "list")
        defer { host.stop() }
        let job = "\(host.jobs)/triggered"
        try Shell.run(
            "mkdir -p \(job) && for i in $(seq \(Self.jobs)); do mkdir \(job)/j$i && ln \(stage.idle) \(job)/j$i/run; done"
        )
        let connection = try Connection(port: host.port)
        var body: [UInt8] = []
        for _ in 0..<600 {
            connection.get(Self.path)
            body = connection.body()
            if Self.count(of: "\"name\":", in: body) >= Self.jobs { break }
            Clock.pause(100)
        }
        Clock.pause(1000)
        let nginx = try startNginx(with: body)
        defer { nginx.stop() }
        try measureOne(connection, try Connection(port: nginx.port), repetitions, body.count)
        try measureMany(host.port, nginx.port)
    }

    private func measureOne(_ host: Connection, _ nginx: Connection, _ repetitions: Int, _ size: Int) throws {
        var all = [Samples("nginx, a file with the same bytes"), Samples("nyala")]
        for round in 0..<repetitions + 5 {
            for (index, connection) in [nginx, host].enumerated() {
                Clock.pause(20)
                let start = Clock.now()
                connection.get(Self.path)
                let body = connection.body()
                guard body.count >= size / 2 else { throw BenchError("the list is not whole") }
                if round >= 5 { all[index].add(from: start, to: Clock.now()) }
            }
        }
        Samples.show("list of \(Self.jobs) jobs, \(size / 1024) KiB", all, target: "under 5 ms")
    }

    private func measureMany(_ host: Int, _ nginx: Int) throws {
        print("lists a second, \(Self.connections) connections   (at least 0.2 x nginx)")
        var rates: [[Double]] = [[], []]
        for _ in 0..<Self.rounds {
            for (index, port) in [nginx, host].enumerated() { rates[index].append(try rate(port)) }
        }
        let medians = rates.map { $0.sorted()[Self.rounds / 2] }
        for (name, rate) in zip(["nginx", "nyala"], medians) {
            print("  \(name)   \(Samples.text(rate)) a second   x \(Samples.text(rate / medians[0]))")
        }
        print("")
    }

    private func rate(_ port: Int) throws -> Double {
        let output = "\(stage.path)/wrk.txt"
        try Shell.run(
            "wrk -t1 -c\(Self.connections) -d\(Self.seconds)s -H 'Authorization: \(Connection.authorization)' http://127.0.0.1:\(port)\(Self.path) >\(output)"
        )
        let text = Host.text(output)
        guard !text.contains("Non-2xx"),
            let line = text.split(separator: "\n").first(where: { $0.contains("Requests/sec:") }),
            let rate = line.split(separator: " ").last.flatMap({ Double($0) })
        else { throw BenchError("wrk says: \(text)") }
        return rate
    }

    /// Serves the same bytes under the same path, with one worker as Nyala has one thread for HTTP.
    private func startNginx(with body: [UInt8]) throws -> Peer {
        let folder = "\(stage.path)/nginx"
        try Shell.run("mkdir -p \(folder)/api/v1 && chmod 755 \(stage.path) \(folder)")
        try stage.write("\(folder)\(Self.path)", bytes: body)
        return try Peer("nginx") { port in
            let configuration = """
                daemon off; master_process off; pid \(folder)/pid; error_log /dev/null;
                events { worker_connections 64; }
                http {
                  access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000; default_type application/json;
                  client_body_temp_path \(folder)/body; proxy_temp_path \(folder)/proxy;
                  fastcgi_temp_path \(folder)/fastcgi; uwsgi_temp_path \(folder)/uwsgi; scgi_temp_path \(folder)/scgi;
                  server { listen 127.0.0.1:\(port); root \(folder); }
                }
                """
            try stage.write("\(folder)/nginx.conf", configuration)
            return ["-c", "\(folder)/nginx.conf"]
        }
    }

    private static func count(of needle: String, in body: [UInt8]) -> Int {
        String(decoding: body, as: UTF8.self).split(separator: needle, omittingEmptySubsequences: false).count - 1
    }
}
