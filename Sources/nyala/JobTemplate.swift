import Glibc
import JobModel
import LinuxSystem

/// One of the job folders that come with Nyala to begin from.
struct JobTemplate {
    /// Stands in a template's files for the job's name.
    private static let placeholder = "__NAME__"

    private let folder: String

    /// Finds a template beside the installed program, or above a program that was built in a checkout.
    static func find(_ name: String, _ type: JobType) throws -> JobTemplate {
        let root = try templatesFolder()
        let folder = "\(root)/\(type.rawValue)/\(name)"
        let known = try Folder.names(in: "\(root)/\(type.rawValue)")
        guard known.contains(name) else {
            throw CommandFailure(
                .usage,
                "there is no template \"\(name)\" for \(type.rawValue) jobs; there are \(known.joined(separator: ", "))"
            )
        }
        return JobTemplate(folder: folder)
    }

    /// Writes all files beside the target and moves the folder there in one step, so that a running host sees a whole
    /// job.
    func write(to target: String, name: JobName) throws {
        let parent = target.pathAbove
        let site = parent.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        try Folder.create(parent)
        let temporary = "\(site)/.new-job-\(getpid())"
        do {
            try Folder.create(temporary)
            for file in try Folder.names(in: folder) {
                guard let text = try FileContents.text("\(folder)/\(file)") else { continue }
                let filled = text.split(separator: Self.placeholder, omittingEmptySubsequences: false).joined(
                    separator: name.text
                )
                let mode: UInt32 = access("\(folder)/\(file)", X_OK) == 0 ? 0o755 : 0o644
                try AtomicFile.write(Array(filled.utf8), to: "\(temporary)/\(file)", mode: mode)
            }
            try Folder.move(temporary, toNew: target)
        } catch {
            // What is left is a hidden folder beside the jobs, which is no job.
            try? Folder.removeTree(temporary)
            throw error
        }
    }

    private static func templatesFolder() throws -> String {
        var folder = HostEnvironment.programFolder
        while !folder.isEmpty {
            for candidate in ["\(folder)/templates", "\(folder)/share/nyala/templates"]
            where Folder.exists("\(candidate)/continuous") {
                return candidate
            }
            folder = folder.pathAbove
        }
        throw CommandFailure(
            .failed,
            "the templates are not beside the program \(HostEnvironment.program); install both"
        )
    }
}
