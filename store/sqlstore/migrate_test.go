package sqlstore

import (
	"database/sql"
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	_ "modernc.org/sqlite"
)

const (
	first  = "-- +goose Up\nCREATE TABLE a (x TEXT);"
	second = "-- +goose Up\nCREATE TABLE b (x TEXT);"
	broken = "-- +goose Up\nCREATE TABLE c (x TEXT);\nCREATE TABLE a (x TEXT);"
)

// schemas returns migrations numbered from 1.
func schemas(texts ...string) fs.FS {
	dir := fstest.MapFS{}
	for i, text := range texts {
		dir[string(rune('1'+i))+"_step.sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	return dir
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	refuse := errors.New("no space for a copy")
	var newer *NewerError
	for _, step := range []struct {
		name   string
		dir    fs.FS
		before func(int64) error
		copied int64 // the version that was copied
		check  func(error) bool
		tables string
	}{
		{name: "an empty one is not copied", dir: schemas(first), tables: "a"},
		{name: "the current one is not copied", dir: schemas(first), tables: "a"},
		{name: "no copy, no change", dir: schemas(first, second), copied: 1, tables: "a",
			before: func(int64) error { return refuse }, check: func(err error) bool { return errors.Is(err, refuse) }},
		{name: "an older one is copied", dir: schemas(first, second), copied: 1, tables: "a b"},
		{name: "a failed step leaves nothing", dir: schemas(first, second, broken), copied: 2, tables: "a b",
			check: func(err error) bool { return err != nil }},
		{name: "a newer one is refused", dir: schemas(first), tables: "a b",
			check: func(err error) bool { return errors.As(err, &newer) && newer.Stored == 2 && newer.Known == 1 }},
		{name: "and still works where it is known", dir: schemas(first, second), tables: "a b"},
	} {
		var copied int64
		err := migrate(t.Context(), DialectSQLite, db, step.dir, Newest, func(version int64) error {
			copied = version
			if step.before != nil {
				return step.before(version)
			}
			return nil
		})
		if step.check == nil && err != nil || step.check != nil && !step.check(err) {
			t.Errorf("%s: %v", step.name, err)
		}
		if copied != step.copied {
			t.Errorf("%s: copied version %d, want %d", step.name, copied, step.copied)
		}
		var tables string
		row := db.QueryRowContext(t.Context(), "SELECT group_concat(name, ' ' ORDER BY name) FROM sqlite_master WHERE type = 'table' AND length(name) = 1")
		if err := row.Scan(&tables); err != nil || tables != step.tables {
			t.Errorf("%s: tables %q (%v), want %q", step.name, tables, err, step.tables)
		}
	}
}

// TestOwnMigrations runs the migrations that ship.
func TestOwnMigrations(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for range 2 {
		err := Migrate(t.Context(), DialectSQLite, db, func(int64) error { return errors.New("nothing to copy") })
		if err != nil {
			t.Fatal(err)
		}
	}
}
