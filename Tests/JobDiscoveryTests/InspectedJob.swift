import Glibc
import JobModel
import LinuxSystem
import TestKit

@testable import JobDiscovery

/// A job's folder on disk, and a folder of programs that can be found.
struct InspectedJob {
    let scratch: ScratchDirectory
    let id: JobID

    /// `programs` are the only ones on the search path.
    init(_ type: JobType = .triggered, programs: [String] = ["bash", "python3"]) throws {
        scratch = try ScratchDirectory()
        id = JobID(type: type, name: try JobName("report"))
        try Folder.create(scratch.at("job"))
        try Folder.create(scratch.at("bin"))
        for program in programs { try scratch.write("bin/\(program)", "#!/bin/sh\n", mode: 0o755) }
    }

    var root: String { scratch.at("job") }
    var lookup: ProgramLookup { ProgramLookup(path: scratch.at("bin")) }

    func program(_ name: String) -> String {
        scratch.at("bin/\(name)")
    }

    func write(_ name: String, _ text: String = "", mode: UInt32 = 0o644) throws {
        try scratch.write("job/\(name)", text, mode: mode)
    }

    func link(_ name: String, to target: String) throws {
        try check("symlink", path: name) { symlink(target, scratch.at("job/\(name)")) }
    }

    func inspect(lastGood: JobSettings? = nil) -> JobDescription {
        JobInspector(lookup: lookup).inspect(DiskFolder(root), id: id, path: "jobs/report", lastGood: lastGood)
    }
}
