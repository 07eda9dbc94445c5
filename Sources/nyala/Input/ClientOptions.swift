import ArgumentParser
import JobModel

/// What every command that speaks to a host takes.
struct ClientOptions: ParsableArguments {
    @OptionGroup var home: HomeOption

    @Flag(help: "Print JSON for programs.")
    var json = false

    func connect() throws -> HostConnection {
        try HostConnection(home.layout)
    }

    /// Finds the job a user means by `NAME` or `TYPE/NAME`.
    func find(_ text: String, type: JobType? = nil, _ host: HostConnection) throws -> JobReference {
        let jobs = (try host.get("/api/v1/jobs").array ?? []).compactMap(JobReference.init)
        let matching = jobs.filter { job in
            (job.name == text || job.description == text) && (type == nil || job.type == type)
        }
        if matching.count == 1 { return matching[0] }
        if matching.count > 1 {
            let names = matching.map(\.description).joined(separator: " or ")
            throw CommandFailure(.usage, "\"\(text)\" could be two jobs; say \(names)")
        }
        if let justMade = justMade(text, type, host) { return justMade }
        let kind = type.map { "\($0.rawValue) job" } ?? "job"
        var message = "there is no \(kind) named \"\(text)\""
        if let nearest = NearestWord.find(text, among: jobs.map(\.name)) { message += "; did you mean \"\(nearest)\"?" }
        throw CommandFailure(.unknown, message)
    }
}

extension ClientOptions {
    /// A job whose folder was made a moment ago: asked for by name, the host looks at once.
    private func justMade(_ text: String, _ type: JobType?, _ host: HostConnection) -> JobReference? {
        let name = text.split(separator: "/").last.map(String.init) ?? text
        let types = JobType.allCases.filter { type == nil || $0 == type }
        for type in types where text == name || text == "\(type.rawValue)/\(name)" {
            // Not there either: the caller says so.
            guard let value = try? host.get("/api/v1/jobs/\(type.rawValue)/\(URLPath.encoded(name))") else { continue }
            if let job = JobReference(value) { return job }
        }
        return nil
    }
}

/// A job as the host named it.
struct JobReference: CustomStringConvertible {
    let type: JobType
    let name: String
    let value: JSONValue

    init?(_ value: JSONValue) {
        guard let type = value["type"]?.string.flatMap(JobType.init(rawValue:)), let name = value["name"]?.string else {
            return nil
        }
        self.type = type
        self.name = name
        self.value = value
    }

    var description: String { "\(type.rawValue)/\(name)" }
    var path: String { "/api/v1/jobs/\(type.rawValue)/\(URLPath.encoded(name))" }
}

/// Parts of URL paths.
enum URLPath {
    /// A folder that is no job may have any name.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            let character = Unicode.Scalar(byte)
            if byte < 128,
                character.properties.isAlphabetic || character.properties.numericType != nil
                    || "-._~".unicodeScalars.contains(character)
            {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
