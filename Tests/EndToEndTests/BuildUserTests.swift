import Glibc
import JobModel
import LinuxSystem
import TestKit
import Testing

/// A job's build runs as the job's user.
@Suite(.enabled(if: SeparationTests.isRoot, "only root can become somebody else"))
struct BuildUserTests {
    private static let settings = #"{"user": 54321, "run": ["bash", "show.sh"]}"#

    /// A site whose home every user may look into, and a clone of it.
    private func start(_ settings: [String: String] = [:]) async throws -> (TestSite, GitClone) {
        let scratch = try ScratchDirectory()
        chmod(scratch.path, 0o755)
        // Tools of root's own would be none of the user's.
        let path = ["PATH": "/usr/local/bin:/usr/bin:/bin"]
        let site = try await TestSite.start(settings: settings, environment: path, scratch: scratch)
        return (site, try await GitClone(in: site.scratch))
    }

    private func push(
        _ clone: GitClone,
        _ site: TestSite,
        _ files: [String: String]
    ) async throws -> Command.Result {
        for (file, text) in files { try clone.writeJob("triggered/made", file, text) }
        try await clone.commit("change")
        return try await clone.push(site)
    }

    private func product(_ site: TestSite) throws -> String {
        let keys = try Folder.names(in: "\(site.home)/data/builds")
        return "\(site.home)/data/builds/\(try #require(keys.first))"
    }

    @Test func `a script builds as its user, writes where it may, and the job reads what it made`() async throws {
        let (site, clone) = try await start()
        let build = """
            umask 077
            id -u > made; id -G >> made
            echo kept > "$HOME/.cache" && echo "home is there" && echo "$USER $LOGNAME" >> made
            mkdir private; echo inner > private/file
            printf '#!/bin/sh\\necho tool\\n' > private/tool; chmod 4711 private/tool
            mkfifo private/pipe
            echo again > /dev/stderr
            touch "\(site.home)/site/here" 2> /dev/null || echo "refused outside"
            cat "\(site.home)/site/settings.json" 2> /dev/null || echo "no settings"
            """
        let show = """
            cat made private/file; ./private/tool
            echo x >> private/file || echo "not to change"
            """
        let pushed = try await push(
            clone,
            site,
            ["build.sh": build, "show.sh": show, "settings.job": Self.settings]
        )
        #expect(pushed.isSuccess, "\(pushed.all)")
        for line in ["home is there", "again", "refused outside", "no settings"] {
            #expect(pushed.all.contains("made: \(line)"), "\(line) is missing in \(pushed.all)")
        }
        let shown = try await site.nyala("run", "made", "--wait").all
        for line in ["54321", "54321 54321", "inner", "tool", "not to change"] {
            #expect(shown.contains("INFO] \(line)\n"), "\(line) is missing in \(shown)")
        }
        let product = try product(site)
        var information = stat()
        for (name, mode) in [("private", 0o755), ("private/file", 0o644), ("private/tool", 0o755)] as [(String, UInt32)]
        {
            #expect(lstat("\(product)/content/\(name)", &information) == 0)
            #expect(information.st_uid == 0 && information.st_mode & 0o7777 == mode, "\(name)")
        }
        #expect(lstat("\(product)/content/private/pipe", &information) != 0)
        #expect(try Folder.names(in: product) == ["content", "product.json"])
    }

    @Test func `the site's user for all jobs builds as well, with pip`() async throws {
        let (site, clone) = try await start(["jobs.user": "54321", "PIP_NO_INDEX": "1"])
        let pushed = try await push(
            clone,
            site,
            ["requirements.txt": "# nothing\n", "run.py": "import os, sys\nprint(sys.prefix, os.getuid())\n"]
        )
        #expect(pushed.isSuccess, "\(pushed.all)")
        let environment = "\(try product(site))/environment"
        let run = try await site.nyala("run", "made", "--wait")
        #expect(run.all.contains("\(environment) 54321\n"), "\(run.all)")
        var information = stat()
        #expect(stat("\(environment)/pyvenv.cfg", &information) == 0 && information.st_uid == 0)
    }

    @Test func `a build that leads the host elsewhere is refused`() async throws {
        let (site, clone) = try await start()
        try site.scratch.write("victim/inner.txt", "open-sesame\n")
        chmod(site.scratch.at("victim/inner.txt"), 0o600)
        let build = "rm -r sub; ln -s \"\(site.scratch.at("victim"))\" sub\n"
        let files = [
            "build.sh": build, "show.sh": "cat sub/inner.txt\n", "sub/inner.txt": "own\n",
            "settings.job": Self.settings,
        ]
        let pushed = try await push(clone, site, files)
        #expect(!pushed.isSuccess)
        let text = "build.sh: it has put something else in the place of the job's folder \"sub\""
        #expect(pushed.all.contains(text), "\(pushed.all)")
        #expect(!pushed.all.contains("sesame"))
        #expect(try Folder.names(in: "\(site.home)/data/builds").isEmpty)
        // The same as a file: what the job could not read it does not get.
        let linked = "rm sub/inner.txt; ln -s \"\(site.scratch.at("victim/inner.txt"))\" sub/inner.txt\n"
        #expect(try await push(clone, site, ["build.sh": linked]).isSuccess)
        #expect(try await !site.nyala("run", "made", "--wait").all.contains("sesame"))
    }

    @Test func `nothing is built for a user that does not exist`() async throws {
        let (site, clone) = try await start()
        let settings = "{\"run\": [\"bash\", \"show.sh\"],\n  \"user\": \"no-such-user\"}"
        let pushed = try await push(
            clone,
            site,
            ["build.sh": "touch made\n", "show.sh": "true\n", "settings.job": settings]
        )
        #expect(!pushed.isSuccess)
        let text = "made/settings.job:2:11: \"user\": there is no user \"no-such-user\" on this machine"
        #expect(pushed.all.contains(text), "\(pushed.all)")
    }
}
