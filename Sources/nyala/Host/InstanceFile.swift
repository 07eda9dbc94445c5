import JobModel
import LinuxSystem

/// Keeps the name of this host among several in its home.
struct InstanceFile {
    private let path: String

    init(_ layout: HomeLayout) {
        path = layout.instanceFile
    }

    /// The name; made when there is none, or what is there is no name.
    func read() throws -> InstanceID {
        let text = try FileContents.text(path)?.split(separator: "\n").first.map(String.init)
        if let known = text.flatMap(InstanceID.init) { return known }
        let made = InstanceID(random: .random(in: .min ... .max))
        try AtomicFile.write(Array("\(made)\n".utf8), to: path)
        return made
    }
}
