import Testing

@testable import HTTPAPI

@Suite struct LineQueueTests {
    @Test func `what waits is taken in its order, and then the code`() async {
        let queue = LineQueue()
        queue.add("one")
        queue.add("")
        #expect(queue.take() == ">one\n>\n")
        #expect(queue.take() == "")
        queue.add("two")
        queue.end(3)
        var text = ""
        for await _ in queue.arrivals { text += queue.take() }
        #expect(text == ">two\n=3\n")
    }

    @Test func `what is over the limit is left out with a mark, and the code is not`() {
        let queue = LineQueue(limit: 10)
        for line in ["12345", "678", "too much", "9"] { queue.add(line) }
        #expect(queue.take() == ">12345\n>678\n>… 2 lines are left out, which came faster than they were read\n")
        queue.add("again")
        queue.add("too long")
        queue.end(0)
        #expect(queue.take() == ">again\n>… 1 line is left out, which came faster than they were read\n=0\n")
    }
}
