import TestKit

/// Scripts of jobs that several tests use.
enum JobScripts {
    /// Runs until it is told to stop; each start leaves one line with its pid in `starts` of the data folder.
    static func steady(_ comment: String = "") -> String {
        """
        #!/bin/bash
        # \(comment)
        trap 'exit 0' TERM
        echo "$$" >> "$WEBJOBS_DATA_PATH/starts"
        echo "started \(comment)"
        while true; do sleep 1000 & wait $!; done

        """
    }
}

extension TestSite {
    /// How often a job with a steady script was started.
    func starts(_ job: String) throws -> Int {
        (try scratch.read("home/data/jobs/\(job)/starts") ?? "").split(separator: "\n").count
    }
}
