/// Decides which file of a job's folder runs; pure, from the names alone and a look at files without an extension.
///
/// 1. `run` with a known extension, or an executable `run`, wins, types in the order of ``Runtime/all``.
/// 2. Else the first file, in byte order, of the first type that has one. An executable without extension counts only
///    when it is the one such file, since helpers like to lie beside a script.
struct ScriptChoice: Hashable {
    let file: String
    let runtime: Runtime

    /// `isProgram` tells whether a file without extension is something the kernel can start.
    static func choose(_ entries: [FolderEntry], isProgram: (FolderEntry) -> Bool) -> ScriptChoice? {
        // A link is as good as the file it leads to; one that leads nowhere fails when it is read.
        let files = entries.filter { $0.isFile || $0.kind == .link }
        // What builds the job is not what runs, unless there is nothing else.
        return first(of: files.filter { $0.name != JobDescription.buildScript }, isProgram)
            ?? first(of: files, isProgram)
    }

    private static func first(of files: [FolderEntry], _ isProgram: (FolderEntry) -> Bool) -> ScriptChoice? {
        let programs = files.filter { !$0.name.contains(".") && isProgram($0) }
        var fallback: ScriptChoice?
        for runtime in Runtime.all {
            if runtime == .executable {
                if programs.contains(where: { $0.name == "run" }) { return ScriptChoice(file: "run", runtime: runtime) }
                if fallback == nil, programs.count == 1 {
                    fallback = ScriptChoice(file: programs[0].name, runtime: runtime)
                }
                continue
            }
            for suffix in runtime.extensions {
                let matching = files.filter { $0.name.lowercased().hasSuffix(".\(suffix)") }
                if let run = matching.first(where: { $0.name.lowercased() == "run.\(suffix)" }) {
                    return ScriptChoice(file: run.name, runtime: runtime)
                }
                if fallback == nil, let first = matching.first {
                    fallback = ScriptChoice(file: first.name, runtime: runtime)
                }
            }
        }
        return fallback
    }
}
