package postgres

import (
	"database/sql"
	"testing"

	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/store/sqlstore"
	"github.com/writ-dev/writ/store/storetest"
)

func TestAnOlderServerGoesOn(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	schema := func(version int64) *sql.DB {
		target, err := parse(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		target.config.Database = server.NewDatabase(t)
		session, err := target.session(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = closeSession(session) }()
		if err := target.prepare(t.Context(), session); err != nil {
			t.Fatal(err)
		}
		db := target.pool(1, nil)
		t.Cleanup(func() { _ = db.Close() })
		if err := sqlstore.Prepare(t.Context(), sqlstore.DialectPostgres, db, version); err != nil {
			t.Fatal(err)
		}
		return db
	}
	storetest.Older(t, schema, sqlstore.Newest)
}
