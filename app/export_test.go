package app_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/export"
	"github.com/writ-dev/writ/ingest"
)

// typed is a file with a column of every type, at the edges of what each holds.
const typed = `n,"price, net",x,ok,day,at,moment,instant,note,many
9223372036854775807,12345678901234567890123456789012345.678,1.7976931348623157e+308,true,0001-01-01,23:59:59.999999,0001-01-01 00:00:00,2026-01-31T13:05:00.000001+02:00,"a ""b"", c",0.5
-9223372036854775808,-0.001,-5.0e-324,false,9999-12-31,00:00:00,9999-12-31 23:59:59.999999,1969-12-31T23:59:59Z,"",12.25
,,,,,,,,,
0,0.000,0.5,true,1582-10-14,12:00:00,1969-12-31 23:59:59.999999,9999-12-31T00:00:00Z,=1+1,3
`

// TestParquet has DuckDB read what was exported.
func TestParquet(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, typed)
	file := filepath.Join(t.TempDir(), "t.parquet")
	out := must[*os.File](t)(os.Create(file))
	w.ok(w.ExportTable(ctx, w.build(), table.ID, export.Form{Format: export.Parquet}, out))
	w.ok(out.Close())
	db := must[*sql.DB](t)(sql.Open("duckdb", ""))
	defer db.Close()
	w.ok(justExec(db, "SET TimeZone = 'UTC'"))
	types := queried(t, db, "SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet('"+file+"'))")
	want := "n BIGINT|price, net DECIMAL(38,3)|x DOUBLE|ok BOOLEAN|day DATE|at TIME|moment TIMESTAMP|instant TIMESTAMP WITH TIME ZONE|note VARCHAR|many DECIMAL(4,2)"
	if types != want {
		t.Errorf("types %s, want %s", types, want)
	}
	got := queried(t, db, "SELECT coalesce(columns(*)::VARCHAR, 'NULL') FROM read_parquet('"+file+"')")
	want = strings.Join([]string{
		"9223372036854775807 12345678901234567890123456789012345.678 1.7976931348623157e+308 true 0001-01-01 23:59:59.999999 0001-01-01 00:00:00 2026-01-31 11:05:00.000001+00 a \"b\", c 0.50",
		"-9223372036854775808 -0.001 -5e-324 false 9999-12-31 00:00:00 9999-12-31 23:59:59.999999 1969-12-31 23:59:59+00  12.25",
		"NULL NULL NULL NULL NULL NULL NULL NULL NULL NULL",
		"0 0.000 0.5 true 1582-10-14 12:00:00 1969-12-31 23:59:59.999999 9999-12-31 00:00:00+00 =1+1 3.00",
	}, "|")
	if got != want {
		t.Errorf("rows\n%s\nwant\n%s", got, want)
	}
}

func justExec(db *sql.DB, stmt string) error {
	_, err := db.Exec(stmt)
	return err
}

// queried renders a result: a blank between cells, a bar between rows.
func queried(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names := must[[]string](t)(rows.Columns())
	var out []string
	for rows.Next() {
		cells, to := make([]string, len(names)), make([]any, len(names))
		for i := range cells {
			to[i] = &cells[i]
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.Join(cells, " "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, "|")
}

// TestExportsComeBack uploads what was exported, exactly and as a workbook.
func TestExportsComeBack(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	conn := w.embedded().ID
	table := w.table(w.build(), conn, typed)
	exported := func(table *app.TableView, form export.Form) string {
		var out bytes.Buffer
		w.ok(w.ExportTable(ctx, w.build(), table.ID, form, &out))
		return out.String()
	}
	exact := exported(table, export.Form{Format: export.CSV})
	if again := exported(w.table(w.build(), conn, exact), export.Form{Format: export.CSV}); again != exact {
		t.Errorf("%q became %q", exact, again)
	}
	if protected := exported(table, export.Form{Format: export.CSV, Protect: true}); protected != strings.Replace(exact, "=1+1", "'=1+1", 1) {
		t.Errorf("protected: %q", protected)
	}
	book := w.send(w.build(), "t.xlsx", exported(table, export.Form{Format: export.XLSX}))
	p := must[*ingest.Preview](t)(w.PreviewUpload(ctx, w.build(), book.ID, ingest.Options{}))
	if p.Dialect.Container != "xlsx" || fmt.Sprint(p.Sheets) != fmt.Sprintf("[%s]", table.Name) {
		t.Errorf("preview: %+v, sheets %q", p.Dialect, p.Sheets)
	}
	done := w.load(w.build(), book.ID, app.ImportRequest{Connection: conn, Name: "Book"})
	if done.State != writ.UploadDone || done.Result.RowsLoaded != 4 {
		t.Fatalf("the workbook: %+v, %+v", done.Problem, done.Result)
	}
	got := exported(must[*app.TableView](t)(w.Table(ctx, w.build(), done.Table)), export.Form{Format: export.CSV})
	if want := strings.Replace(exact, "0.000,", "0,", 1); got != want { // a cell keeps no zeros at the end of a number
		t.Errorf("the workbook gives %q, want %q", got, want)
	}
}

// TestAPreviewOfAWorkbookWaitsForItsEnd sends the end of a large one later.
func TestAPreviewOfAWorkbookWaitsForItsEnd(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	var rows strings.Builder
	rows.WriteString("a,b\n")
	for i := range 90_000 {
		fmt.Fprintf(&rows, "%d,%x\n", i, i*i*7919)
	}
	table := w.table(w.build(), w.embedded().ID, rows.String())
	var book bytes.Buffer
	w.ok(w.ExportTable(ctx, w.build(), table.ID, export.Form{Format: export.XLSX}, &book))
	data := book.Bytes()
	if len(data) < 3<<19 {
		t.Fatalf("the workbook has only %d bytes", len(data))
	}
	u := must[*app.UploadView](t)(w.CreateUpload(ctx, w.build(), "b.xlsx", int64(len(data))))
	must[*app.UploadView](t)(w.AppendUpload(ctx, w.build(), u.ID, 0, bytes.NewReader(data[:5<<18])))
	_, err := w.PreviewUpload(ctx, w.build(), u.ID, ingest.Options{})
	refused(t, err, writ.CodeConflict, "waits for the whole file")
	must[*app.UploadView](t)(w.AppendUpload(ctx, w.build(), u.ID, 5<<18, bytes.NewReader(data[5<<18:])))
	p := must[*ingest.Preview](t)(w.PreviewUpload(ctx, w.build(), u.ID, ingest.Options{}))
	if !p.Partial || len(p.Rows) == 0 || len(p.Columns) != 2 {
		t.Errorf("preview: %d rows, %+v", len(p.Rows), p.Columns)
	}
}
