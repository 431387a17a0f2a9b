package duckdb

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"os"
	"strings"
	"syscall"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/writ-dev/writ/warehouse/driver"
)

// classes sorts the types of error that mean one thing only. The others are
// told apart by their words, in classOf.
var classes = map[duckdb.ErrorType]driver.Class{
	duckdb.ErrorTypeOutOfRange:   driver.ClassValue,
	duckdb.ErrorTypeConversion:   driver.ClassValue,
	duckdb.ErrorTypeMismatchType: driver.ClassValue,
	duckdb.ErrorTypeConstraint:   driver.ClassValue,
	duckdb.ErrorTypeObjectSize:   driver.ClassLimit,
	duckdb.ErrorTypeOutOfMemory:  driver.ClassFull,
	duckdb.ErrorTypePermission:   driver.ClassPrivilege,
	duckdb.ErrorTypeConnection:   driver.ClassLost,
	duckdb.ErrorTypeInterrupt:    driver.ClassCanceled,
}

// phrases tells apart, within one type of error, what DuckDB says in words
// alone. They are tried in order.
var phrases = []struct {
	words string
	class driver.Class
}{
	{"No space left on device", driver.ClassFull},
	{"Disk quota exceeded", driver.ClassFull},
	{"File too large", driver.ClassFull},
	{"Could not set lock on file", driver.ClassBusy},
	{"not a valid DuckDB database file", driver.ClassDatabase},
	{"Cannot open file", driver.ClassDatabase},
	{"rite-write conflict", driver.ClassConflict},
	{"Conflict on", driver.ClassConflict},
	{"already exists", driver.ClassExists},
	{"does not exist", driver.ClassNotFound},
	{"could not be found", driver.ClassNotFound},
	{"CSV Error on Line", driver.ClassValue},
	{"because of a previous fatal error", driver.ClassLost},
	{"sql: database is closed", driver.ClassLost},
}

// sorted turns what database/sql and DuckDB return into a *driver.Error. The
// end of ctx explains any error that comes after it.
func sorted(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	e := &driver.Error{Class: classOf(err), Message: message(err), Err: err}
	cause := context.Cause(ctx)
	switch {
	case cause == nil:
	case errors.Is(cause, context.DeadlineExceeded):
		e.Class, e.Message = driver.ClassTimeout, ""
	case errors.Is(cause, errClosed):
		e.Class, e.Message = driver.ClassLost, errClosed.Error()
	default:
		e.Class, e.Message = driver.ClassCanceled, ""
	}
	return e
}

func classOf(err error) driver.Class {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return driver.ClassFull
	case errors.Is(err, errClosed), errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone), errors.Is(err, sqldriver.ErrBadConn):
		return driver.ClassLost
	case errors.Is(err, os.ErrPermission):
		return driver.ClassPrivilege
	}
	for _, p := range phrases {
		if strings.Contains(err.Error(), p.words) {
			return p.class
		}
	}
	var de *duckdb.Error
	if errors.As(err, &de) {
		if c, ok := classes[de.Type]; ok {
			return c
		}
	}
	return driver.ClassOther
}

// message is DuckDB's own words without what people cannot use: the text of the
// statement with a caret below, the whole line of a CSV file, a list of options.
func message(err error) string {
	var de *duckdb.Error
	if !errors.As(err, &de) {
		return err.Error()
	}
	m := de.Msg
	if i := strings.LastIndex(m, "\nError when converting column "); i > 0 {
		line, _, _ := strings.Cut(m, "\n")
		m = line + ". " + m[i+1:]
	}
	m, _, _ = strings.Cut(m, "\n\n")
	m, _, _ = strings.Cut(m, "\nDid you mean ")
	return shortened(strings.ReplaceAll(m, "\n", " "))
}

// shortened cuts a message that quotes a very long value.
func shortened(m string) string {
	const most = 400
	if len(m) <= most {
		return m
	}
	return strings.ToValidUTF8(m[:most], "") + " …"
}
