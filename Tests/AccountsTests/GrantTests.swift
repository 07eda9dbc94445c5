import Accounts
import JobModel
import Testing

@Suite struct GrantTests {
    private static let allowed: [(Scope, Set<Scope>)] = [
        (.read, [.read]), (.run, [.read, .run]), (.deploy, [.read, .deploy]), (.admin, [.read, .run, .deploy, .admin]),
    ]

    @Test(arguments: allowed)
    func `a scope brings what it needs and nothing more`(scope: Scope, allowed: Set<Scope>) {
        let grant = Grant([scope])
        #expect(Set(Scope.allCases.filter { grant.allows($0, on: nil) }) == allowed)
    }

    @Test func `several scopes add up`() {
        let grant = Grant([.run, .deploy])
        #expect(Scope.allCases.filter { grant.allows($0, on: nil) } == [.read, .run, .deploy])
        #expect(!Grant([]).allows(.read, on: nil))
    }

    @Test func `one job is one job, not the site`() throws {
        let own = JobID(type: .triggered, name: try JobName("own"))
        let twin = JobID(type: .continuous, name: try JobName("own"))
        let grant = Grant([.admin], job: own)
        #expect(grant.allows(.deploy, on: own))
        #expect(!grant.allows(.read, on: twin))
        #expect(!grant.allows(.read, on: nil))
        #expect(Grant.everything.allows(.admin, on: own))
        #expect(Grant.everything.allows(.admin, on: nil))
    }
}
