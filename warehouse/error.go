package warehouse

import (
	"errors"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// advice says, for each class, which code it becomes and what a person can do.
var advice = map[driver.Class]struct {
	code writ.Code
	say  string
	hint string
}{
	driver.ClassDNS:       {writ.CodeUnavailable, "The host name does not resolve", "Check the spelling of the host and the name server of the machine Writ runs on."},
	driver.ClassRefused:   {writ.CodeForbidden, "Connections may not lead to this host", "Whoever runs Writ can allow a host with --allow-host; the addresses at which clouds describe themselves stay refused."},
	driver.ClassTCP:       {writ.CodeUnavailable, "The warehouse cannot be reached", "Check host and port, that the warehouse is running, and that no firewall stands between."},
	driver.ClassTLS:       {writ.CodeUnavailable, "The encrypted connection failed", "Check the TLS mode and the warehouse's certificate."},
	driver.ClassSignIn:    {writ.CodeRejected, "The warehouse refused the sign-in", "Check user and password."},
	driver.ClassDatabase:  {writ.CodeRejected, "The database cannot be opened", "Check the name of the database and that the user may connect to it."},
	driver.ClassPrivilege: {writ.CodeRejected, "The warehouse refused for lack of a privilege", "Ask an administrator of the warehouse to grant it."},
	driver.ClassNotFound:  {writ.CodeNotFound, "The warehouse has no such object", "Refresh; it may have been renamed or dropped."},
	driver.ClassExists:    {writ.CodeConflict, "The warehouse has an object of that name already", ""},
	driver.ClassConflict:  {writ.CodeConflict, "The warehouse was changed by somebody else at the same moment", "Try again."},
	driver.ClassValue:     {writ.CodeRejected, "The warehouse refused a value", ""},
	driver.ClassLimit:     {writ.CodeRejected, "A limit of the warehouse is exceeded", ""},
	driver.ClassFull:      {writ.CodeExhausted, "The warehouse has no room left", "Free space, or ask an administrator of the warehouse for more."},
	driver.ClassTimeout:   {writ.CodeUnavailable, "The warehouse did not answer in time", "Try again; if it stays so, look at the warehouse's load."},
	driver.ClassCanceled:  {writ.CodeCanceled, "Canceled", ""},
	driver.ClassLost:      {writ.CodeUnavailable, "The connection to the warehouse was lost", "Try again; nothing was changed."},
	driver.ClassUncertain: {writ.CodeUncertain, "The connection to the warehouse was lost after the commit was sent", "Writ looks whether it arrived before anything is tried again."},
	driver.ClassBusy:      {writ.CodeUnavailable, "The warehouse takes no more connections now", "Try again in a moment."},
	driver.ClassOther:     {writ.CodeRejected, "The warehouse refused", ""},
}

// wrap turns a platform's error into a writ.Error that says what happened in
// plain words, then in the warehouse's own. Other errors pass unchanged.
func wrap(op string, err error) error {
	var de *driver.Error
	if !errors.As(err, &de) {
		return err
	}
	a, ok := advice[de.Class]
	if !ok {
		a = advice[driver.ClassOther]
	}
	e := &writ.Error{Code: a.code, Op: op, Message: a.say, Hint: a.hint, Err: de}
	if de.Message != "" {
		e.Message += ": " + de.Message
	}
	return e
}

// ClassOf returns the class of the platform's error inside err, "" if there is
// none.
func ClassOf(err error) driver.Class {
	var de *driver.Error
	if errors.As(err, &de) {
		return de.Class
	}
	return ""
}
