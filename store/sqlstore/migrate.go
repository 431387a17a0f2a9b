package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"math"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Dialect names the engine to the migration tool.
type Dialect = goose.Dialect

// The dialects of the packages sqlite and postgres.
const (
	DialectSQLite   = goose.DialectSQLite3
	DialectPostgres = goose.DialectPostgres
)

// Newest stands for the schema version that this program knows.
const Newest int64 = math.MaxInt64

// NewerError says that the store was migrated by a newer Writ.
type NewerError struct {
	Stored, Known int64 // schema versions
}

// Error names both versions.
func (e *NewerError) Error() string {
	return fmt.Sprintf("its schema has version %d, this program knows versions up to %d", e.Stored, e.Known)
}

// Migrate brings the schema of db to the version this program knows. Before it
// changes a schema that is not empty it calls before with that schema's version.
// A newer schema is a *NewerError and stays as it is. Only one process may be
// migrating at a time; the opener sees to that.
func Migrate(ctx context.Context, dialect Dialect, db *sql.DB, before func(version int64) error) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return migrate(ctx, dialect, db, dir, Newest, before)
}

// Prepare gives an empty database the schema of a version, so that a copy can
// be made of a store that is not migrated yet.
func Prepare(ctx context.Context, dialect Dialect, db *sql.DB, version int64) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return migrate(ctx, dialect, db, dir, version, nil)
}

func migrate(ctx context.Context, dialect Dialect, db *sql.DB, dir fs.FS, to int64, before func(version int64) error) error {
	p, err := goose.NewProvider(dialect, db, dir, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	stored, known, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	switch {
	case stored == known:
		return nil
	case stored > known:
		return &NewerError{Stored: stored, Known: known}
	case stored > 0:
		if err := before(stored); err != nil {
			return err
		}
	}
	_, err = p.UpTo(ctx, to)
	return err
}
