package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store/sqlstore"
)

// migrateTimeout is how long an opening process waits for one that migrates.
const migrateTimeout = 5 * time.Minute

// migrate makes the schema if it is not there and brings it to this program's
// version, alone among all that open it.
func (t target) migrate(ctx context.Context, backups string) (err error) {
	session, err := t.session(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeSession(session)) }()
	if err := t.migrateAlone(ctx, session); err != nil {
		return err
	}
	if err := t.prepare(ctx, session); err != nil {
		return err
	}
	db := t.pool(1, nil)
	defer func() { err = errors.Join(err, db.Close()) }()
	return sqlstore.Migrate(ctx, sqlstore.DialectPostgres, db, func(version int64) error {
		return t.keepCopy(ctx, backups, version)
	})
}

// migrateAlone waits until no other session migrates the schema.
func (t target) migrateAlone(ctx context.Context, session *pgx.Conn) error {
	if _, err := session.Exec(ctx, "SELECT set_config('lock_timeout', $1, false)", strconv.FormatInt(migrateTimeout.Milliseconds(), 10)); err != nil {
		return err
	}
	_, err := session.Exec(ctx, "SELECT pg_advisory_lock($1)", t.key("migrate"))
	return err
}

// prepare makes an empty schema with the type that the migrations expect.
func (t target) prepare(ctx context.Context, session *pgx.Conn) error {
	var encoding string
	var schema, domain sql.NullString
	name := pgx.Identifier{t.schema}.Sanitize()
	row := session.QueryRow(ctx, "SELECT current_setting('server_encoding'), to_regnamespace($1)::text, to_regtype($2)::text", name, name+".blob")
	if err := row.Scan(&encoding, &schema, &domain); err != nil {
		return err
	}
	if encoding != "UTF8" {
		return writ.Errorf(writ.CodeUnsupported, "postgres.Open", "The database %s keeps text as %s, which cannot hold every character.", t.config.Database, encoding).
			WithHint("Make a database for Writ with: CREATE DATABASE writ ENCODING 'UTF8' TEMPLATE template0")
	}
	if !schema.Valid {
		if _, err := session.Exec(ctx, "CREATE SCHEMA "+name); err != nil {
			return err
		}
	}
	if domain.Valid {
		return nil
	}
	_, err := session.Exec(ctx, "CREATE DOMAIN "+name+".blob AS bytea")
	return err
}

// keepCopy leaves a copy of the store, whose schema has a version, in a folder
// under a name that is free.
func (t target) keepCopy(ctx context.Context, backups string, version int64) (err error) {
	if backups == "" {
		return writ.Errorf(writ.CodeUnsupported, "postgres.Open", "The metadata store %s has to be migrated first.", t).
			WithHint("Run writ migrate with --data, so that a copy can be kept there.")
	}
	for n := 0; ; n++ {
		path := filepath.Join(backups, backupName(version, n))
		if _, err := os.Stat(path); err == nil {
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		s := t.connect()
		return errors.Join(s.export(ctx, path, version), s.Close())
	}
}

// backupName is what a copy of a schema version is called. Where one from an
// earlier attempt is in the way, n counts on.
func backupName(version int64, n int) string {
	if n == 0 {
		return fmt.Sprintf("postgres.v%d.bak", version)
	}
	return fmt.Sprintf("postgres.v%d.%d.bak", version, n)
}
