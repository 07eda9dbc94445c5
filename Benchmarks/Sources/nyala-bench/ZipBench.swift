import Glibc

/// Zip upload → active, beside `bsdtar -x` and `unzip -q` of the same archive on the same disk.
///
/// The floor only writes the files; Nyala also checks them, keeps them in its repository and puts them live in one step.
struct ZipBench {
    /// One archive that is measured.
    private struct Size {
        let files: Int
        let rounds: Int
    }

    private static let sizes = [Size(files: 1, rounds: 20), Size(files: 10_000, rounds: 6)]
    /// About 50 MB in the larger archive.
    private static let fileLength = 5000

    private let stage: Stage
    private let folder: String

    init(_ stage: Stage) {
        self.stage = stage
        folder = "\(stage.path)/zip"
    }

    func run() throws {
        for size in Self.sizes { try run(size) }
    }

    private func run(_ size: Size) throws {
        let archive = try makeArchive(size)
        var all = [
            Samples("bsdtar -x"), Samples("unzip -q"), Samples("nyala, a new job"),
        ]
        var over = [Samples("bsdtar -x over the other files"), Samples("nyala, every file new")]
        // ext4 is slow to make files where it has just removed some: nothing is removed while the first three are
        // measured, and each of them is first, second and last in turn.
        for round in 0..<size.rounds {
            let target = "\(folder)/\(size.files)-\(round)"
            for turn in 0..<3 {
                switch (round + turn) % 3 {
                case 0:
                    try Shell.run("mkdir -p \(target)-bsdtar")
                    try measure(&all[0]) { try Shell.run("bsdtar -xf \(archive.first) -C \(target)-bsdtar") }
                case 1:
                    try Shell.run("mkdir -p \(target)-unzip")
                    try measure(&all[1]) { try Shell.run("unzip -q \(archive.first) -d \(target)-unzip") }
                default:
                    try deploy(size, round, [archive.first]) { all[2].add(from: $0, to: $1) }
                }
            }
        }
        for round in 0..<size.rounds {
            let target = "\(folder)/\(size.files)-\(round)-bsdtar"
            try measure(&over[0]) { try Shell.run("bsdtar -xf \(archive.second) -C \(target)") }
            try deploy(size, size.rounds + round, [archive.first, archive.second]) { over[1].add(from: $0, to: $1) }
        }
        let title = "zip of \(size.files) \(size.files == 1 ? "file" : "files") -> active"
        Samples.show(title, all, target: "at most 1.0 x")
        Samples.show("\(title), in the place of as many others", over, target: "at most 1.0 x")
    }

    /// Uploads the archives one after the other to a host of their own; the last upload is what counts.
    private func deploy(_ size: Size, _ round: Int, _ archives: [String], _ add: (Int64, Int64) -> Void) throws {
        let host = try Host(stage, "zip-\(size.files)-\(round)")
        defer { host.stop() }
        let connection = try Connection(port: host.port)
        // The first request of an account costs its password's check, and the first deployment of a host that has just
        // started the reading of its program: neither is what is measured.
        try Shell.run(
            "printf 'exit 0' | curl -fsS -o /dev/null -u bench:\(Host.password) -X PUT --data-binary @- "
                + "-H 'Content-Disposition: attachment; filename=run.sh' "
                + "http://127.0.0.1:\(host.port)/api/triggeredwebjobs/first"
        )
        connection.post("/api/none")
        _ = connection.status()
        for (index, archive) in archives.enumerated() {
            try settle(host)
            try Shell.run("sync")
            let start = Clock.now()
            try upload(archive, over: connection)
            if index == archives.count - 1 { add(start, Clock.now()) }
            try check(host, size)
        }
    }

    private func measure(_ samples: inout Samples, _ body: () throws -> Void) throws {
        // What others left to be written is not this one's to pay.
        try Shell.run("sync")
        let start = Clock.now()
        try body()
        samples.add(from: start, to: Clock.now())
    }

    private func upload(_ archive: String, over connection: Connection) throws {
        try connection.post("/api/zipdeploy", file: archive)
        let status = connection.status()
        guard status == 200 else { throw BenchError("the upload was answered with \(status)") }
    }

    /// Waits until the host has done with what came before: nothing runs in it any more.
    private func settle(_ host: Host) throws {
        var last: Int64 = -1
        while host.processorTime - last > 2_000_000 {
            last = host.processorTime
            Clock.pause(250)
        }
    }

    private func check(_ host: Host, _ size: Size) throws {
        let job = "\(host.jobs)/triggered/large"
        try Shell.run("[ $(find \(job) -type f | wc -l) -eq \(size.files) ]")
    }

    // MARK: the archives

    /// Two archives of the same paths without an equal file.
    private func makeArchive(_ size: Size) throws -> (first: String, second: String) {
        var paths: [String] = []
        for version in 1...2 {
            let source = "\(folder)/source-\(size.files)-\(version)"
            let job = "\(source)/App_Data/jobs/triggered/large"
            try Shell.run("mkdir -p \(job)")
            try stage.write("\(job)/run.sh", "#!/bin/sh\nexit 0\n# \(version)\n", mode: 0o755)
            var words = Words(seed: UInt64(version))
            for index in 1..<size.files {
                if index % 100 == 1 { try Shell.run("mkdir -p \(job)/folder\(index / 100)") }
                try stage.write("\(job)/folder\((index - 1) / 100)/file\(index).js", words.text(Self.fileLength))
            }
            let path = "\(folder)/\(size.files)-\(version).zip"
            try Shell.run("cd \(source) && zip -q -r \(path) .")
            paths.append(path)
        }
        return (paths[0], paths[1])
    }
}

/// Text that compresses about as well as sources do.
private struct Words {
    private var state: UInt64
    private let words: [String]

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        words = (0..<500).map { index in
            String(String(UInt64(index + 17) &* 0x9E37_79B9_7F4A_7C15, radix: 36).prefix(3 + index % 8))
        }
    }

    mutating func text(_ length: Int) -> String {
        var text = ""
        while text.utf8.count < length {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            text += words[Int(state % UInt64(words.count))]
            text += state & 7 == 0 ? "\n" : " "
        }
        return String(text.prefix(length))
    }
}
