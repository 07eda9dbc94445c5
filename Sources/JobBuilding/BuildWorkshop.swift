import Glibc
import JobModel
import LinuxSystem

/// The folders in which a build works as the job's user, and which are the host's again when it has ended: so the job
/// can read what was built, and nothing in it is exchanged behind the host's back.
struct BuildWorkshop {
    let product: BuildProduct
    let user: UserAccount

    /// What tools take for their home, and may fill; it goes with the build.
    var home: String { "\(product.folder)/home" }

    /// Variables that tell its tools who they are; those that the job or the site sets stay.
    func variables(besides known: Set<String>) -> [String: String] {
        ["HOME": home, "USER": user.shown, "LOGNAME": user.shown].filter { !known.contains($0.key) }
    }

    func open() throws(SystemError) {
        for folder in [product.environment, home] { try Folder.create(folder) }
        for folder in [product.content, product.environment, home] { try FileOwner.giveTree(folder, to: user) }
    }

    /// Throws what is wrong with what was left, as a sentence about the build.
    func close(_ inputs: [BuildFile]) throws(WorkshopFault) {
        do throws(SystemError) {
            try Folder.removeTree(home)
            for folder in [product.content, product.environment] { try FileOwner.takeTree(folder) }
            // Only some tools use it.
            if try Folder.names(in: product.environment).isEmpty { try Folder.removeTree(product.environment) }
        } catch {
            throw WorkshopFault(text: "what it made cannot be taken over: \(error)")
        }
        // Where files of the job lie, nobody is led elsewhere.
        for folder in Set(inputs.flatMap { Self.foldersAbove($0.path) }).sorted() {
            var information = stat()
            guard lstat("\(product.content)/\(folder)", &information) == 0 else { continue }
            guard information.st_mode & S_IFMT == S_IFDIR else {
                throw WorkshopFault(text: "it has put something else in the place of the job's folder \"\(folder)\"")
            }
        }
    }

    private static func foldersAbove(_ path: String) -> [String] {
        var parts = path.split(separator: "/").dropLast()
        var folders: [String] = []
        while !parts.isEmpty {
            folders.append(parts.joined(separator: "/"))
            parts.removeLast()
        }
        return folders
    }
}

/// Why what a build has left is of no use.
struct WorkshopFault: Error {
    let text: String
}
