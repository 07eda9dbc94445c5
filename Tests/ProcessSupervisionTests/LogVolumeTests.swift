import TestKit
import Testing

@testable import ProcessSupervision

@Suite struct LogVolumeTests {
    @Test func `tells once when it is reached, and again when it is asked to`() {
        let told = Recorder<Int>()
        let volume = LogVolume { told.add(1) }
        volume.add(1000)
        #expect(told.values.isEmpty)
        volume.tell(at: 1500)
        volume.add(499)
        #expect(told.values.isEmpty)
        volume.add(1)
        volume.add(1000)
        #expect(told.values.count == 1)
        // More than that is written already.
        volume.tell(at: 2000)
        #expect(told.values.count == 2)
        #expect(volume.written == 2500)
    }
}
