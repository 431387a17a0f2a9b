package driver

import "fmt"

// Class sorts a platform's errors into what callers do about them.
type Class string

// The classes. The first six name the step of connecting that failed.
const (
	ClassDNS       Class = "dns"       // the host name does not resolve
	ClassRefused   Class = "refused"   // the host is none that connections may lead to
	ClassTCP       Class = "tcp"       // nobody listens, or the way is blocked
	ClassTLS       Class = "tls"       // no TLS, or a certificate that is not trusted
	ClassSignIn    Class = "signIn"    // wrong user, password or key
	ClassDatabase  Class = "database"  // the database of the connection is absent or closed
	ClassPrivilege Class = "privilege" // signed in, but may not do this
	ClassNotFound  Class = "notFound"  // the object of the statement is absent
	ClassExists    Class = "exists"    // the object of the statement is already there
	ClassConflict  Class = "conflict"  // lost against a concurrent transaction; trying again may work
	ClassValue     Class = "value"     // a value does not fit its type or a constraint
	ClassLimit     Class = "limit"     // a limit of the platform: columns, statement size, name length
	ClassFull      Class = "full"      // disk or quota used up
	ClassTimeout   Class = "timeout"   // the deadline passed
	ClassCanceled  Class = "canceled"  // the caller stopped it
	ClassLost      Class = "lost"      // the connection broke; nothing was committed
	ClassUncertain Class = "uncertain" // the connection broke after a commit was sent
	ClassBusy      Class = "busy"      // too many connections, starting up, shutting down
	ClassOther     Class = "other"     // anything else: the message is the warehouse's own
)

// Error is a platform's error, sorted. Message holds the warehouse's own words
// and never a secret; Native its own code (SQLSTATE, error number), if any.
type Error struct {
	Class   Class
	Native  string
	Message string
	Err     error
}

// Error renders class, code and the warehouse's words.
func (e *Error) Error() string {
	if e.Native != "" {
		return fmt.Sprintf("%s (%s): %s", e.Class, e.Native, e.Message)
	}
	return fmt.Sprintf("%s: %s", e.Class, e.Message)
}

// Unwrap returns the platform's error.
func (e *Error) Unwrap() error { return e.Err }
