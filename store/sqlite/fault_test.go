package sqlite

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"database/sql"

	"github.com/writ-dev/writ/store/sqlstore"
)

func TestFaultsOfTheMachine(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	connect := func() *sql.DB {
		db, err := sql.Open("sqlite", dsn(path, url.Values{"_busy_timeout": {"1"}, "_txlock": {"immediate"}}))
		if err != nil {
			t.Fatal(err)
		}
		db.SetMaxOpenConns(1)
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	first, second := connect(), connect()
	if _, err := first.ExecContext(t.Context(), "CREATE TABLE t (x BLOB); PRAGMA max_page_count = 10"); err != nil {
		t.Fatal(err)
	}
	if _, err := first.ExecContext(t.Context(), "INSERT INTO t VALUES (zeroblob(1000000))"); fault(err) != sqlstore.FaultFull {
		t.Errorf("a full disk is %d (%v)", fault(err), err)
	}
	tx, err := first.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.BeginTx(t.Context(), nil); fault(err) != sqlstore.FaultBusy {
		t.Errorf("a held file is %d (%v)", fault(err), err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
}

func TestKeepCopyTakesAFreeName(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "writ.db")
	if err := migrate(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{".v1.bak", ".v1.1.bak", ".v1.2.bak"} {
		if err := keepCopy(t.Context(), path, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path + want); err != nil {
			t.Error(err)
		}
	}
	st, err := Open(t.Context(), path+".v1.2.bak")
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Error(err)
	}
}
