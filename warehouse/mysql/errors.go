package mysql

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"strconv"

	"github.com/go-sql-driver/mysql"

	"github.com/writ-dev/writ/warehouse/driver"
)

// Numbers of errors that are looked for by name.
const (
	errNoSuchThread   = 1094
	errInterrupted    = 1317
	errNoLocalInfile  = 1148
	errLocalInfileOff = 3948
	errRowTooLarge    = 1118
	errDuplicate      = 1062
	errColumnExists   = 1060
	errLocked         = 3572
)

// numbers sorts the server's errors:
// https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html.
var numbers = map[uint16]driver.Class{
	1007: driver.ClassExists, 1050: driver.ClassExists, 1060: driver.ClassExists, 1061: driver.ClassExists,
	1008: driver.ClassNotFound, 1049: driver.ClassNotFound, 1051: driver.ClassNotFound, 1054: driver.ClassNotFound,
	1091: driver.ClassNotFound, 1146: driver.ClassNotFound, 1305: driver.ClassNotFound, 1356: driver.ClassNotFound,
	1045: driver.ClassSignIn, 1130: driver.ClassSignIn, 1698: driver.ClassSignIn, 1820: driver.ClassSignIn, 1862: driver.ClassSignIn,
	3118: driver.ClassSignIn, 3955: driver.ClassSignIn,
	3159: driver.ClassTLS, // the server insists on encryption
	1044: driver.ClassPrivilege, 1142: driver.ClassPrivilege, 1143: driver.ClassPrivilege, 1227: driver.ClassPrivilege,
	1370: driver.ClassPrivilege, 1410: driver.ClassPrivilege, 3879: driver.ClassPrivilege,
	1040: driver.ClassBusy, 1129: driver.ClassBusy, 1203: driver.ClassBusy, 1226: driver.ClassBusy,
	1053: driver.ClassLost, 1158: driver.ClassLost, 1159: driver.ClassLost, 1160: driver.ClassLost, 1161: driver.ClassLost,
	3169: driver.ClassLost, 4031: driver.ClassLost,
	1205: driver.ClassConflict, 1213: driver.ClassConflict, 1412: driver.ClassConflict, 1684: driver.ClassConflict, 3572: driver.ClassConflict,
	errInterrupted: driver.ClassTimeout, 3024: driver.ClassTimeout, // by the server itself; by us, ctx tells
	1021: driver.ClassFull, 1114: driver.ClassFull, 3675: driver.ClassFull,
	1059: driver.ClassLimit, 1069: driver.ClassLimit, 1074: driver.ClassLimit, 1102: driver.ClassLimit, 1103: driver.ClassLimit,
	1117: driver.ClassLimit, errRowTooLarge: driver.ClassLimit, 1153: driver.ClassLimit, 1166: driver.ClassLimit, 1301: driver.ClassLimit,
	1048: driver.ClassValue, 1062: driver.ClassValue, 1136: driver.ClassValue, 1261: driver.ClassValue, 1262: driver.ClassValue,
	1263: driver.ClassValue, 1264: driver.ClassValue, 1265: driver.ClassValue, 1292: driver.ClassValue, 1300: driver.ClassValue,
	1364: driver.ClassValue, 1366: driver.ClassValue, 1367: driver.ClassValue, 1406: driver.ClassValue, 1411: driver.ClassValue,
	1451: driver.ClassValue, 1452: driver.ClassValue, 1586: driver.ClassValue, 1690: driver.ClassValue, 3140: driver.ClassValue, 3819: driver.ClassValue,
}

// number returns the server's number of an error, 0 if it has none.
func number(err error) uint16 {
	if server := (*mysql.MySQLError)(nil); errors.As(err, &server) {
		return server.Number
	}
	return 0
}

// classify turns an error of the driver into a *driver.Error. ctx is the
// caller's: when it has ended, that is why.
func classify(ctx context.Context, err error) error {
	var sorted *driver.Error
	var server *mysql.MySQLError
	switch {
	case errors.As(err, &server) && (server.Number != errInterrupted || ctx.Err() == nil):
		return ofServer(server)
	case errors.Is(ctx.Err(), context.Canceled):
		return &driver.Error{Class: driver.ClassCanceled, Message: "the call was canceled", Err: err}
	case ctx.Err() != nil:
		return &driver.Error{Class: driver.ClassTimeout, Message: "the deadline passed", Err: err}
	case errors.As(err, &sorted):
		return sorted
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return &driver.Error{Class: driver.ClassTCP, Message: "the server does not answer", Err: err} // our own limit for connecting
	case ofTLS(err):
		return &driver.Error{Class: driver.ClassTLS, Message: err.Error(), Err: err}
	}
	return &driver.Error{Class: driver.ClassLost, Message: lastWords(err), Err: err}
}

// ofServer sorts what the server itself said.
func ofServer(e *mysql.MySQLError) *driver.Error {
	class, ok := numbers[e.Number]
	if !ok {
		class = driver.ClassOther
	}
	message := e.Message
	switch e.Number {
	case errLocalInfileOff, errNoLocalInfile:
		message += "; Writ loads files by LOAD DATA LOCAL, for which an administrator of the server sets local_infile = ON"
	case errRowTooLarge: // the server's own words advise what is done already
		message = "the columns do not fit into one row of MySQL, which takes up to 196 of text, or some more of other types; leave columns out, or split the file"
	}
	return &driver.Error{Class: class, Native: strconv.Itoa(int(e.Number)), Message: message, Err: e}
}

// ofTLS tells errors of the encryption.
func ofTLS(err error) bool {
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var cert *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	return errors.Is(err, mysql.ErrNoTLS) || errors.As(err, &record) || errors.As(err, &alert) || errors.As(err, &cert) ||
		errors.As(err, &authority) || errors.As(err, &name)
}

// lastWords cuts an error down to what people need.
func lastWords(err error) string {
	if op := (*net.OpError)(nil); errors.As(err, &op) {
		return op.Error()
	}
	return err.Error()
}
