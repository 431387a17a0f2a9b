package postgres

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/writ-dev/writ/warehouse/driver"
)

// states sorts SQLSTATE codes, and where a whole class of them means one thing,
// their first two characters:
// https://www.postgresql.org/docs/current/errcodes-appendix.html.
var states = map[string]driver.Class{
	"08":    driver.ClassLost,
	"22":    driver.ClassValue,
	"23":    driver.ClassValue,
	"28":    driver.ClassSignIn,
	"3D000": driver.ClassDatabase,
	"3F000": driver.ClassNotFound,
	"40":    driver.ClassConflict,
	"40003": driver.ClassUncertain, // statement completion unknown
	"42501": driver.ClassPrivilege,
	"42622": driver.ClassLimit, // name too long
	"42703": driver.ClassNotFound,
	"42704": driver.ClassNotFound,
	"42883": driver.ClassNotFound,
	"42P01": driver.ClassNotFound,
	"42701": driver.ClassExists,
	"42710": driver.ClassExists,
	"42P04": driver.ClassExists,
	"42P06": driver.ClassExists,
	"42P07": driver.ClassExists,
	"53":    driver.ClassFull,
	"53300": driver.ClassBusy,
	"54":    driver.ClassLimit,
	"55006": driver.ClassConflict, // object in use
	"55P03": driver.ClassConflict, // lock not available
	"57014": driver.ClassTimeout,  // canceled by the server itself; by us, ctx tells
	"57P01": driver.ClassLost,
	"57P02": driver.ClassLost,
	"57P03": driver.ClassBusy, // starting up, shutting down
	"57P05": driver.ClassLost,
}

// connectStates are codes that mean something else while connecting.
var connectStates = map[string]driver.Class{
	"42501": driver.ClassDatabase, // no CONNECT privilege
	"55000": driver.ClassDatabase, // the database takes no connections
	"57P01": driver.ClassBusy,
	"57P02": driver.ClassBusy,
}

// classify turns an error of pgx into a *driver.Error. ctx is the caller's: when it
// has ended, that is why.
func classify(ctx context.Context, err error) error {
	var sorted *driver.Error
	var server *pgconn.PgError
	var connecting *pgconn.ConnectError
	duringConnect := errors.As(err, &connecting)
	if duringConnect {
		err = connecting.Unwrap() // the outer error holds the configuration with the password
	}
	switch {
	case errors.As(err, &server) && (server.Code != "57014" || ctx.Err() == nil):
		return ofServer(server, duringConnect)
	case errors.Is(ctx.Err(), context.Canceled):
		return &driver.Error{Class: driver.ClassCanceled, Message: "the call was canceled", Err: err}
	case ctx.Err() != nil:
		return &driver.Error{Class: driver.ClassTimeout, Message: "the deadline passed", Err: err}
	case errors.As(err, &sorted):
		return sorted
	case duringConnect:
		return &driver.Error{Class: ofDial(err), Message: lastWords(err), Err: err}
	}
	return &driver.Error{Class: driver.ClassLost, Message: lastWords(err), Err: err}
}

// ofServer sorts what the server itself said.
func ofServer(e *pgconn.PgError, duringConnect bool) *driver.Error {
	class, ok := states[e.Code]
	if !ok && len(e.Code) == 5 {
		class, ok = states[e.Code[:2]]
	}
	switch c, other := connectStates[e.Code]; {
	case other && duringConnect:
		class = c
	case !ok:
		class = driver.ClassOther
	case e.Code == "23505" && e.SchemaName == "pg_catalog": // two made the same object at once
		class = driver.ClassExists
	}
	message := e.Message
	if class == driver.ClassValue && e.Where != "" {
		message += " (" + e.Where + ")"
	}
	return &driver.Error{Class: class, Native: e.Code, Message: message, Err: e}
}

// ofDial sorts an error of the network while connecting.
func ofDial(err error) driver.Class {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return driver.ClassDNS
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return driver.ClassTCP // our own limit for connecting: the way is blocked
	}
	return driver.ClassLost
}

// lastWords cuts an error down to what people need: the last of its lines, and
// of the layers that pgx puts around it the innermost with words of its own.
func lastWords(err error) string {
	var op *net.OpError
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return dns.Error()
	case errors.As(err, &op):
		return op.Error()
	}
	text := err.Error()
	return text[strings.LastIndexByte(text, '\n')+1:]
}
