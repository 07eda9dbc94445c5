import GitHosting
import JobModel
import LinuxSystem
import TestKit
import Testing

@testable import Deployments

@Suite struct DeploymentStoreTests {
    private let scratch: ScratchDirectory
    private let store: DeploymentStore

    init() throws {
        scratch = try ScratchDirectory()
        let layout = HomeLayout(home: scratch.at("home"))
        try Folder.create(layout.deployments)
        try Repository.create(at: layout.repository)
        store = DeploymentStore(layout: layout)
    }

    /// Records one after the other, each later than those before.
    private func write(_ statuses: [DeploymentRecord.Status]) throws {
        for status in statuses {
            let number = try store.ids().count
            let id = "20310203040506\(String(number + 10_000))"
            var record = DeploymentRecord(
                id: id,
                deployer: "zip",
                author: "a",
                message: "m",
                received: Timestamp(seconds: 1)
            )
            record.status = status
            try store.write(record)
        }
    }

    private func prune() throws {
        try store.prune { () throws(GitError) in try Repository(opening: store.layout.repository) }
    }

    private func count(_ status: DeploymentRecord.Status) throws -> Int {
        try store.records().count { $0.status == status }
    }

    @Test func `those that were refused push out none that one can go back to`() throws {
        try write(
            Array(repeating: .success, count: 5) + Array(repeating: .failed, count: 130) + [.success, .deploying]
        )
        let first = try #require(try store.ids().last)
        try prune()
        #expect(try count(.success) == 6)
        #expect(try count(.failed) == DeploymentStore.limit)
        #expect(try count(.deploying) == 1)
        #expect(store.record(first) != nil)
    }

    @Test func `the oldest go, and the active one stays`() throws {
        try write(Array(repeating: .success, count: DeploymentStore.limit + 4))
        let ids = try store.ids()
        let oldest = try #require(ids.last)
        try store.setActive(ActiveSite(deployment: oldest))
        try prune()
        #expect(try store.ids() == Array(ids.prefix(DeploymentStore.limit)) + [oldest])
    }
}
