package sqlstore

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/storetest"
)

// portable is a store that writes one transaction at a time and has no backup.
type portable struct{ *Store }

// Backup is not part of the exam.
func (portable) Backup(context.Context, string) error { return errors.ErrUnsupported }

// TestPortable takes the exam on PostgreSQL, too, so that no query leans on
// SQLite before there is a second engine.
func TestPortable(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	database := server.NewDatabase(t)
	// SQLite's name for bytes, the one type the two do not share.
	server.Exec(t, database, "CREATE DOMAIN blob AS bytea")
	storetest.Run(t, func(t *testing.T) store.Store {
		schema := "exam_" + hex.EncodeToString([]byte(writ.NewSecret(8)))
		server.Exec(t, database, "CREATE SCHEMA "+schema)
		write, read := connect(t, server, database, schema, "off"), connect(t, server, database, schema, "on")
		write.SetMaxOpenConns(1)
		if err := Migrate(t.Context(), goose.DialectPostgres, write, nil); err != nil {
			t.Fatal(err)
		}
		st := New(read, write, postgresFault)
		t.Cleanup(func() {
			if err := st.Close(); err != nil {
				t.Error(err)
			}
		})
		return portable{st}
	})
}

func connect(t *testing.T, server *testpg.Server, database, schema, readOnly string) *sql.DB {
	t.Helper()
	cfg, err := pgx.ParseConfig(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Database = database
	cfg.RuntimeParams["search_path"] = schema + ",public"
	cfg.RuntimeParams["default_transaction_isolation"] = "repeatable read"
	cfg.RuntimeParams["default_transaction_read_only"] = readOnly
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(4)
	return db
}

// postgresFault reads the codes of
// https://www.postgresql.org/docs/current/errcodes-appendix.html.
func postgresFault(err error) Fault {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return FaultOther
	}
	switch e.Code {
	case "23505":
		return FaultUnique
	case "23503":
		return FaultReference
	case "25006":
		return FaultReadOnly
	}
	return FaultOther
}
