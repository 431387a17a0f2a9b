package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/writ-dev/writ/store/sqlstore"
)

// faults sorts SQLSTATE codes:
// https://www.postgresql.org/docs/current/errcodes-appendix.html.
var faults = map[string]sqlstore.Fault{
	"23505": sqlstore.FaultUnique,
	"23503": sqlstore.FaultReference,
	"25006": sqlstore.FaultReadOnly,
	"40001": sqlstore.FaultConflict, // serialization failure
	"40P01": sqlstore.FaultConflict, // deadlock
	"55P03": sqlstore.FaultBusy,     // lock not available
	"53100": sqlstore.FaultFull,
	"53300": sqlstore.FaultLost, // too many connections
	"25P03": sqlstore.FaultLost, // the transaction was idle for too long
	"57P01": sqlstore.FaultLost, // the server goes down, or an administrator ended us
	"57P02": sqlstore.FaultLost,
	"57P03": sqlstore.FaultLost, // the server is starting
	"22021": sqlstore.FaultText, // not UTF-8, or a zero byte
	"22P05": sqlstore.FaultText,
}

// fault tells PostgreSQL's errors and those of the way to it apart.
func fault(err error) sqlstore.Fault {
	if state := code(err); state != "" {
		if strings.HasPrefix(state, "08") {
			return sqlstore.FaultLost
		}
		return faults[state] // FaultOther for the rest
	}
	var (
		network net.Error
		connect *pgconn.ConnectError
	)
	if errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, driver.ErrBadConn) || pgconn.SafeToRetry(err) {
		return sqlstore.FaultLost
	}
	return sqlstore.FaultOther
}

// code returns the SQLSTATE of an error of the server, "" for others.
func code(err error) string {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return ""
	}
	return e.Code
}

// refusal returns what the server itself said, "" if it said nothing.
func refusal(err error) string {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return ""
	}
	return e.Message
}

// reason says in few words why a server could not be reached.
func reason(err error) string {
	var (
		dns *net.DNSError
		op  *net.OpError
	)
	switch {
	case errors.As(err, &dns):
		return dns.Err
	case errors.Is(err, context.DeadlineExceeded):
		return "it took too long"
	case errors.As(err, &op):
		return op.Err.Error()
	}
	return "the connection failed"
}
