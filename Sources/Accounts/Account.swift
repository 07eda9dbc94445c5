/// Somebody who may use this host.
package struct Account: Sendable, Hashable {
    package let name: AccountName
}
