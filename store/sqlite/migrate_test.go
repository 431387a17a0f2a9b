package sqlite

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/writ-dev/writ/store/sqlstore"
	"github.com/writ-dev/writ/store/storetest"
)

func TestAnOlderServerGoesOn(t *testing.T) {
	t.Parallel()
	schema := func(version int64) *sql.DB {
		path := filepath.Join(t.TempDir(), "x.db")
		if err := prepare(t.Context(), path, version); err != nil {
			t.Fatal(err)
		}
		db, err := pool(path, 1, "immediate", "foreign_keys(1)")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	storetest.Older(t, schema, sqlstore.Newest)
}
