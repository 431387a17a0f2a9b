package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"strconv"

	"github.com/writ-dev/writ/store/sqlstore"
)

// migrate makes the file if it is not there and brings it to this program's
// schema, alone among all processes that open it.
func migrate(ctx context.Context, path string) (err error) {
	unlock, err := lock(ctx, path+".lock")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := create(path); err != nil {
		return err
	}
	return withSchema(path, func(db *sql.DB) error {
		return sqlstore.Migrate(ctx, sqlstore.DialectSQLite, db, func(version int64) error {
			return keepCopy(ctx, path, version)
		})
	})
}

// prepare makes a new file with the schema of a version.
func prepare(ctx context.Context, path string, version int64) error {
	if err := create(path); err != nil {
		return err
	}
	return withSchema(path, func(db *sql.DB) error {
		return sqlstore.Prepare(ctx, sqlstore.DialectSQLite, db, version)
	})
}

// withSchema lets do change the schema of the file.
func withSchema(path string, do func(*sql.DB) error) (err error) {
	db, err := pool(path, 1, "immediate", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return do(db)
}

// keepCopy leaves a copy of the file beside it under a name that is free.
func keepCopy(ctx context.Context, path string, version int64) error {
	for n := 0; ; n++ {
		name := backupName(path, version, n)
		if _, err := os.Stat(name); err == nil {
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return copyTo(ctx, path, name)
	}
}

// lock holds the file path, an empty SQLite database, exclusively until unlock,
// waiting for another process that holds it. SQLite's lock works on every system
// and ends with its process. The file stays: were it removed, a process that
// waits for it and one that makes a new one could hold the lock both.
func lock(ctx context.Context, path string) (unlock func() error, err error) {
	if err := create(path); err != nil {
		return nil, err
	}
	query := url.Values{
		"_busy_timeout": {strconv.FormatInt(migrateTimeout.Milliseconds(), 10)},
		"_txlock":       {"exclusive"},
	}
	db, err := sql.Open("sqlite", dsn(path, query))
	if err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return func() error { return errors.Join(tx.Rollback(), db.Close()) }, nil
}
