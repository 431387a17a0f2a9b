package sqlite_test

import (
	"database/sql"
	"maps"
	"path/filepath"
	"testing"
)

// binary says of every column of bytes whether the vault seals its values. The
// store must list those that it does (sealedColumns in package sqlstore), or a
// rotation of keys would leave them behind.
var binary = map[string]bool{
	"connections.secrets": true,
	"settings.value":      true, // those under the vault's own names
	"sessions.data":       false,
}

// TestSealedColumns demands that a new column of bytes is thought about.
func TestSealedColumns(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "writ.db")
	open(t, path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `
		SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND c.type LIKE '%BLOB%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		found[name] = binary[name]
	}
	if rows.Err() != nil || !maps.Equal(found, binary) {
		t.Errorf("the columns of bytes are %v (%v), and %v are known", found, rows.Err(), binary)
	}
}
