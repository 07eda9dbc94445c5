import CLinux
import Glibc

/// Whether processes may be given mounts of their own.
package enum OwnMounts {
    /// Tried once: containers may refuse it also to root.
    package static let arePermitted = nyala_try_own_mounts() == 0
}
