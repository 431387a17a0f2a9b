package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store/sqlstore"
)

// How long a transaction waits for another process's, and an opening process for
// one that migrates.
const (
	busyTimeout    = 10 * time.Second
	migrateTimeout = 5 * time.Minute
)

// readers is how many transactions can read at the same time.
const readers = 8

// Store is a store.Store on one SQLite file.
type Store struct {
	*sqlstore.Store
	path string
}

// Open opens the metadata store in the file path, which is made, readable for
// its owner alone, if it is not there, and brings its schema up to date; a copy
// of the file as it was is left beside it. A file from a newer Writ is
// CodeUnsupported and stays untouched.
func Open(ctx context.Context, path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	if err := migrate(ctx, path); err != nil {
		return nil, cannotOpen(path, err)
	}
	f, err := connect(ctx, path)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	return f, nil
}

// connect opens a file that has its schema.
func connect(ctx context.Context, path string) (*Store, error) {
	write, err := pool(path, 1, "immediate", "foreign_keys(1)", "synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	read, err := pool(path, readers, "deferred", "query_only(1)")
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	f := &Store{Store: sqlstore.New(sqlstore.Engine{Dialect: sqlstore.DialectSQLite, Read: read, Write: write, Fault: fault}), path: path}
	if err := errors.Join(write.PingContext(ctx), read.PingContext(ctx)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// String names the store for people.
func (f *Store) String() string { return f.path }

// pool opens at most size connections to the file at path, each with the
// pragmas. begin is how their transactions start: "deferred" ones read; one that
// will write is "immediate", because it could not wait for its turn later.
func pool(path string, size int, begin string, pragmas ...string) (*sql.DB, error) {
	query := url.Values{
		"_busy_timeout": {strconv.FormatInt(busyTimeout.Milliseconds(), 10)},
		"_pragma":       pragmas,
		"_txlock":       {begin},
	}
	db, err := sql.Open("sqlite", dsn(path, query))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

// dsn names the file to SQLite, whatever characters its path has.
func dsn(path string, query url.Values) string {
	slashed := filepath.ToSlash(path)
	if runtime.GOOS == "windows" {
		slashed = "/" + slashed // file:/C:/data
	}
	return "file:" + (&url.URL{Path: slashed}).EscapedPath() + "?" + query.Encode()
}

// create makes an empty file for its owner alone. A file that is there is not
// even opened: closing it would drop the locks that SQLite holds on it.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// fault tells SQLite's errors apart: https://www.sqlite.org/rescode.html.
func fault(err error) sqlstore.Fault {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return sqlstore.FaultOther
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return sqlstore.FaultUnique
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return sqlstore.FaultReference
	}
	switch e.Code() & 0xff { // the primary code
	case sqlite3.SQLITE_READONLY:
		return sqlstore.FaultReadOnly
	case sqlite3.SQLITE_BUSY:
		return sqlstore.FaultBusy
	case sqlite3.SQLITE_FULL:
		return sqlstore.FaultFull
	case sqlite3.SQLITE_INTERRUPT:
		return sqlstore.FaultInterrupted
	}
	return sqlstore.FaultOther
}

// cannotOpen says why the file cannot be used.
func cannotOpen(path string, err error) error {
	const op = "sqlite.Open"
	var newer *sqlstore.NewerError
	switch {
	case errors.As(err, &newer):
		return writ.Wrap(writ.CodeUnsupported, op, err, "The metadata store %s was used by a newer version of Writ: %v.", path, newer).
			WithHint("Run that version, or put back %s, the copy made before the upgrade.", backupName(path, newer.Known, 0))
	case fault(err) == sqlstore.FaultBusy:
		return writ.Wrap(writ.CodeUnavailable, op, err, "The metadata store %s is held by another process.", path)
	}
	return writ.Wrap(writ.CodeInternal, op, err, "The metadata store %s cannot be opened.", path).
		WithHint("Check that its folder is there, belongs to the user that runs Writ and has free space; a damaged file can be replaced by a backup.")
}

// backupName is where the copy of a file goes before its schema leaves a
// version. Where a copy from an earlier attempt is in the way, n counts on.
func backupName(path string, version int64, n int) string {
	if n == 0 {
		return fmt.Sprintf("%s.v%d.bak", path, version)
	}
	return fmt.Sprintf("%s.v%d.%d.bak", path, version, n)
}
