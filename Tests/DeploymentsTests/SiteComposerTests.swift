import GitHosting
import JobModel
import TestKit
import Testing

@testable import Deployments

/// What is deployed after a change, each tree written as the paths and contents of its files below App_Data/jobs.
@Suite struct SiteComposerTests {
    private let scratch: ScratchDirectory
    private let repository: Repository
    private let composer: SiteComposer

    init() throws {
        scratch = try ScratchDirectory()
        try Repository.create(at: scratch.at("repository"))
        repository = try Repository(opening: scratch.at("repository"))
        composer = SiteComposer(repository: repository, jobsPath: "jobs")
    }

    private func tree(_ files: [String: String]) throws -> TreeID {
        var tree = try repository.store(entries: [])
        for (path, text) in files {
            let entry = try repository.store(bytes: Array(text.utf8), as: path)
            tree = try repository.replacing(path, with: entry, in: tree)
        }
        return tree
    }

    private func files(_ site: ActiveSite) throws -> [String: String] {
        var files: [String: String] = [:]
        for difference in try repository.differences(from: nil, to: site.tree) {
            guard let new = difference.new else { continue }
            files[difference.path] = String(decoding: try repository.bytes(of: new.object), as: UTF8.self)
        }
        return files
    }

    private func job(_ name: String) throws -> JobID { JobID(type: .triggered, name: try JobName(name)) }

    @Test func `the first site is taken as it is`() throws {
        let next = try composer.next(.site(tree(["jobs/triggered/a/run.sh": "1", "page": "1"])), over: ActiveSite())
        #expect(try files(next) == ["jobs/triggered/a/run.sh": "1", "page": "1"])
        #expect(next.site == next.tree)
    }

    @Test func `an uploaded job stays until a site names it`() throws {
        var site = try composer.next(.site(tree(["jobs/triggered/a/run.sh": "1"])), over: ActiveSite())
        site = try composer.next(.job(job("b"), tree(["run.sh": "up"])), over: site)
        #expect(site.uploads == ["triggered/b"])
        site = try composer.next(.site(tree(["jobs/triggered/a/run.sh": "2"])), over: site)
        #expect(try files(site) == ["jobs/triggered/a/run.sh": "2", "jobs/triggered/b/run.sh": "up"])
        site = try composer.next(
            .site(tree(["jobs/triggered/a/run.sh": "2", "jobs/triggered/b/other.sh": "site"])),
            over: site
        )
        #expect(try files(site) == ["jobs/triggered/a/run.sh": "2", "jobs/triggered/b/other.sh": "site"])
        #expect(site.uploads.isEmpty)
    }

    @Test func `a site takes an uploaded job back, also when it did not change it`() throws {
        let brought = try tree(["jobs/triggered/a/run.sh": "1", "page": "1"])
        var site = try composer.next(.site(brought), over: ActiveSite())
        site = try composer.next(.job(job("a"), tree(["run.sh": "up", "more": "up"])), over: site)
        #expect(try files(site) == ["jobs/triggered/a/run.sh": "up", "jobs/triggered/a/more": "up", "page": "1"])
        site = try composer.next(.site(brought), over: site)
        #expect(try files(site) == ["jobs/triggered/a/run.sh": "1", "page": "1"])
    }

    @Test func `a removed job is there again with the next site that names it`() throws {
        let brought = try tree(["jobs/triggered/a/run.sh": "1", "page": "1"])
        var site = try composer.next(.site(brought), over: ActiveSite())
        site = try composer.next(.removal(job("a")), over: site)
        #expect(try files(site) == ["page": "1"])
        site = try composer.next(.site(brought), over: site)
        #expect(try files(site) == ["jobs/triggered/a/run.sh": "1", "page": "1"])
    }

    @Test func `a replaced file survives a site that does not touch it, and no other`() throws {
        var site = try composer.next(
            .site(tree(["jobs/triggered/a/run.sh": "1", "jobs/triggered/a/settings.job": "{}"])),
            over: ActiveSite()
        )
        let entry = try repository.store(bytes: Array("{1}".utf8), as: "settings.job")
        site = try composer.next(.file(job("a"), path: "settings.job", entry), over: site)
        site = try composer.next(
            .site(tree(["jobs/triggered/a/run.sh": "2", "jobs/triggered/a/settings.job": "{}"])),
            over: site
        )
        #expect(try files(site) == ["jobs/triggered/a/run.sh": "2", "jobs/triggered/a/settings.job": "{1}"])
        site = try composer.next(
            .site(tree(["jobs/triggered/a/run.sh": "2", "jobs/triggered/a/settings.job": "{2}"])),
            over: site
        )
        #expect(try files(site) == ["jobs/triggered/a/run.sh": "2", "jobs/triggered/a/settings.job": "{2}"])
    }

    @Test func `an earlier site is restored whole`() throws {
        let first = try composer.next(.site(tree(["jobs/triggered/a/run.sh": "1"])), over: ActiveSite())
        let second = try composer.next(.job(job("b"), tree(["run.sh": "up"])), over: first)
        #expect(try composer.next(.earlier(first), over: second) == first)
    }
}
