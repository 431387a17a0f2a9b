package postgres_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/postgres"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// TestWindowUsesIndex asks, right after a load, how the server would read a dense
// window: a table without statistics would be read as a whole.
func TestWindowUsesIndex(t *testing.T) {
	t.Parallel()
	const rows = 300_000
	p := newPlace(t)
	p.exec(t, quoting.Build().Raw("CREATE SCHEMA w AUTHORIZATION ").Ident(p.owner.Name))
	var b strings.Builder
	for i := range rows {
		fmt.Fprintf(&b, "%d,a text of some length\n", i+1)
	}
	file := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	c := open(t, p.values())
	table := writ.Path{"w", "t"}
	_, err := c.(driver.Loader).LoadTable(t.Context(), driver.Load{Path: table, File: file, Columns: []driver.Column{
		{Name: writ.RowColumn, Type: writ.Type{Kind: writ.KindInteger}},
		{Name: "v", Type: writ.Type{Kind: writ.KindText}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, after := range []int64{0, rows / 2, rows - 200} {
		window, err := postgres.New().Dialect().SelectRows(driver.Window{
			Path: table, Columns: []string{"v"}, Key: writ.RowColumn, After: after, Limit: 200, Dense: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		plan := lines(t, c, must(quoting.Build().Raw("EXPLAIN ").SQL(window)))
		if !strings.Contains(plan, "Bitmap Index Scan") {
			t.Errorf("after %d:\n%s", after, plan)
		}
	}
}

// lines runs a query for one column of text.
func lines(t *testing.T, c driver.Conn, stmt sqltext.SQL) string {
	t.Helper()
	rows, err := c.Query(t.Context(), stmt)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all strings.Builder
	for line := make([]writ.Value, 1); ; {
		switch err := rows.Next(line); {
		case errors.Is(err, io.EOF):
			return all.String()
		case err != nil:
			t.Fatal(err)
		}
		all.WriteString(line[0].Text + "\n")
	}
}
