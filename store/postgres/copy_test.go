package postgres

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/store/sqlite"
)

func TestKeepCopyTakesAFreeName(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	target, err := parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	target.config.Database = server.NewDatabase(t)
	if err := target.migrate(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, want := range []string{"postgres.v1.bak", "postgres.v1.1.bak", "postgres.v1.2.bak"} {
		if err := target.keepCopy(t.Context(), dir, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, want)); err != nil {
			t.Error(err)
		}
	}
	// A copy of an older schema opens, and is brought up to date, as any file.
	st, err := sqlite.Open(t.Context(), filepath.Join(dir, "postgres.v1.2.bak"))
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Error(err)
	}
	if err := target.keepCopy(t.Context(), "", 1); writ.CodeOf(err) != writ.CodeUnsupported {
		t.Errorf("without a folder for the copy: %v", err)
	}
}
