import Glibc
import LinuxSystem
import Testing

@Suite struct OpenFileLimitTests {
    @Test func `rises as far as it may and tells what it was before`() {
        var before = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
        let told = OpenFileLimit.raise()
        var after = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &after)
        let again = OpenFileLimit.raise()
        #expect(told == UInt64(before.rlim_cur))
        #expect(after.rlim_cur == before.rlim_max)
        #expect(after.rlim_max == before.rlim_max)
        #expect(again == UInt64(after.rlim_cur))
    }
}
