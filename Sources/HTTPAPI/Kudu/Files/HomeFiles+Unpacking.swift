import Glibc
import HTTPTypes
import Hummingbird
import JobModel
import LinuxSystem
import ZipArchives

extension HomeFiles {
    /// Unpacks an archive over a folder: its files take the place of those that have their names, all others stay.
    ///
    /// All is unpacked and looked at before the first file is moved.
    func unpack(_ archive: SharedDescriptor, over place: FilePlace) throws {
        let scratch = try scratchPath()
        defer {
            // What was moved is not in it any more.
            try? Folder.removeTree(scratch)
        }
        do {
            try ZipExtractor().extract(archive, to: scratch)
        } catch {
            guard case .system(let error) = error else { throw ProblemAnswer(.badRequest, "\(error)") }
            throw error
        }
        let unpacked = try OpenFolder(scratch)
        try eachFile(of: unpacked, place) { _, _, target in try check(target) }
        try eachFile(of: unpacked, place) { folder, name, target in
            let file = SharedDescriptor(try folder.open(name, O_RDONLY, links: .refused))
            let mode = try FileStatus(of: file.number).mode
            try replace(target, with: folder, name, file, mode)
        }
    }

    /// What lies where a folder would have to be, at the place or above it.
    func file(inTheWayOf place: FilePlace) throws(SystemError) -> ShownPath? {
        for depth in stride(from: place.parts.count, to: 0, by: -1) {
            let above = place.above(depth)
            if case .file = try find(above) { return above.shown }
        }
        return nil
    }

    private func eachFile(
        of folder: OpenFolder,
        _ place: FilePlace,
        _ body: (_ folder: OpenFolder, _ name: [UInt8], _ target: FilePlace) throws -> Void
    ) throws {
        for name in try folder.names() {
            let target = place.child(name)
            if try folder.status(of: name)?.kind == .folder {
                try eachFile(of: try folder.folder(name, links: .refused), target, body)
            } else {
                try body(folder, name, target)
            }
        }
    }

    /// What stands in the way is found before anything is moved.
    private func check(_ target: FilePlace) throws {
        let shown = target.shown
        guard !target.isHidden(.file), !target.isReadOnly, !target.isKept else {
            throw ProblemAnswer(.forbidden, "\"\(shown)\" is the host's own and cannot be changed here")
        }
        if case .folder = try find(target) { throw ProblemAnswer(.conflict, "\"\(shown)\" is a folder") }
        for depth in stride(from: target.parts.count - 1, to: 0, by: -1) {
            let above = target.above(depth)
            switch try find(above) {
            case .folder: return
            case .file:
                throw ProblemAnswer(.conflict, "\"\(shown)\": a file is where a folder would have to be")
            case .nothing:
                // A link that leads out, or what is no file.
                guard try status(at: above) == nil else { throw SystemError(call: "open", code: ELOOP) }
            }
        }
    }
}

extension FilePlace {
    fileprivate var shown: ShownPath {
        ShownPath(parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/"))
    }
}
