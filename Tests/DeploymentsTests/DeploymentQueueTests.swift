import Testing

@testable import Deployments

@Suite struct DeploymentQueueTests {
    private func ticket(_ id: String, _ branch: String? = nil) -> DeploymentQueue.Ticket {
        DeploymentQueue.Ticket(id: id, branch: branch)
    }

    @Test func `one at a time, in the order in which they came`() {
        var queue = DeploymentQueue()
        let step1 = queue.enter(ticket("1"))
        #expect(step1)
        let step2 = queue.enter(ticket("2"))
        #expect(!step2)
        let step3 = queue.enter(ticket("3"))
        #expect(!step3)
        let step4 = queue.leave()
        #expect(step4?.id == "2")
        let step5 = queue.enter(ticket("4"))
        #expect(!step5)
        let step6 = queue.leave()
        #expect(step6?.id == "3")
        let step7 = queue.leave()
        #expect(step7?.id == "4")
        let step8 = queue.leave()
        #expect(step8 == nil)
        let step9 = queue.enter(ticket("5"))
        #expect(step9)
    }

    @Test func `a newer push takes the place of those of its branch that wait, not of one that runs`() {
        var queue = DeploymentQueue()
        let step10 = queue.enter(ticket("1", "main"))
        #expect(step10)
        for (id, branch) in [("2", "main"), ("3", nil), ("4", "other"), ("5", "main")] as [(String, String?)] {
            let step11 = queue.enter(ticket(id, branch))
            #expect(!step11)
        }
        let step12 = queue.supersede("main")
        #expect(step12.map(\.id) == ["2", "5"])
        #expect(queue.waiting.map(\.id) == ["3", "4"])
        #expect(queue.current?.id == "1")
    }

    @Test func `only one that waits can be taken out of the line`() {
        var queue = DeploymentQueue()
        _ = queue.enter(ticket("1"))
        _ = queue.enter(ticket("2"))
        let step13 = queue.remove("1")
        #expect(!step13)
        let step14 = queue.remove("2")
        #expect(step14)
        let step15 = queue.remove("2")
        #expect(!step15)
        let step16 = queue.leave()
        #expect(step16 == nil)
    }
}
