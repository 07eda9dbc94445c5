/// The system's program that takes mails.
package enum MailProgram {
    /// Its name on the search path, and places where it lies by convention.
    package static let places = ["sendmail", "/usr/sbin/sendmail", "/usr/lib/sendmail"]
    /// A small one that hands mails to a server.
    package static let package = "msmtp-mta"
}
