package postgres_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/postgres"
)

// editor is a Conn that keeps input tables.
type editor interface {
	driver.Conn
	driver.EditLogger
	driver.EditTables
}

func openEditor(t testing.TB, values map[string]string) editor {
	t.Helper()
	c, err := postgres.New().Open(t.Context(), driver.Config{Values: values, MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c.(editor)
}

// newRaw is a pool of pgx as anybody would use it, the floor of these benchmarks;
// it commits as Writ does.
func newRaw(b *testing.B, p place) *pgxpool.Pool {
	b.Helper()
	cfg := p.server.Admin(b, p.database).Config()
	cfg.ConnConfig.RuntimeParams["synchronous_commit"] = "on"
	pool, err := pgxpool.NewWithConfig(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	return pool
}

// sizes are how many rows a benchmark writes at once.
var sizes = []int{1, 64, 1000}

const metadata = `{"v":1,"member":"0198c1a2-0000-7000-8000-000000000001","email":"somebody@example.com","document":"0198c1a2-0000-7000-8000-000000000002",` +
	`"branch":"draft","batch":"0198c1a2-0000-7000-8000-000000000003","part":1,"parts":1,"term":7,"editHash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",` +
	`"prev":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}`

// entries are n rows of a log from a number on.
func entries(from int64, n int) []driver.LogRow {
	rows := make([]driver.LogRow, n)
	for i := range rows {
		rows[i] = driver.LogRow{
			Table: "0198c1a2-0000-7000-8000-000000000004", Num: from + int64(i), At: time.Date(2026, 1, 31, 13, 5, 0, 0, time.UTC),
			Edit: `{"updateRow":{"id":"0198c1a2-0000-7000-8000-000000000005","values":{"c3":{"decimal":"12.5"}}}}`, Metadata: metadata,
		}
	}
	return rows
}

func BenchmarkAppend(b *testing.B) {
	p := newPlace(b)
	p.exec(b, quoting.Build().Raw("CREATE SCHEMA s AUTHORIZATION ").Ident(p.owner.Name))
	c, raw := openEditor(b, p.values()), newRaw(b, p)
	for _, n := range sizes {
		log := writ.Path{"s", "SIGDS_WAL_" + strconv.Itoa(n)}
		if err := c.CreateLog(b.Context(), log); err != nil {
			b.Fatal(err)
		}
		var next int64
		b.Run(fmt.Sprintf("writ/%d", n), func(b *testing.B) {
			for b.Loop() {
				if err := c.AppendLog(b.Context(), log, entries(next, n)); err != nil {
					b.Fatal(err)
				}
				next += int64(n)
			}
		})
		b.Run(fmt.Sprintf("raw/%d", n), func(b *testing.B) {
			for b.Loop() {
				if err := rawAppend(b.Context(), raw, log, entries(next, n)); err != nil {
					b.Fatal(err)
				}
				next += int64(n)
			}
		})
	}
}

func rawAppend(ctx context.Context, pool *pgxpool.Pool, log writ.Path, rows []driver.LogRow) error {
	table := pgx.Identifier(log).Sanitize()
	if len(rows) == 1 {
		r := rows[0]
		_, err := pool.Exec(ctx, "INSERT INTO "+table+" VALUES ($1, $2, $3, $4, $5)", r.Table, r.Num, r.At, r.Edit, r.Metadata)
		return err
	}
	var tables, edits, metadata []string
	var nums []int64
	var times []time.Time
	for _, r := range rows {
		tables, nums, times, edits, metadata = append(tables, r.Table), append(nums, r.Num), append(times, r.At), append(edits, r.Edit), append(metadata, r.Metadata)
	}
	_, err := pool.Exec(ctx, "INSERT INTO "+table+" SELECT * FROM unnest($1::text[], $2::bigint[], $3::timestamp[], $4::text[], $5::text[])", tables, nums, times, edits, metadata)
	return err
}

// BenchmarkApply updates two cells of rows of a table that has a hundred times as
// many, and 20 columns.
func BenchmarkApply(b *testing.B) {
	p := newPlace(b)
	p.exec(b, quoting.Build().Raw("CREATE SCHEMA s AUTHORIZATION ").Ident(p.owner.Name))
	c, raw := openEditor(b, p.values()), newRaw(b, p)
	columns := []driver.Column{{Name: "n", Type: writ.InputDecimal.Type()}}
	for i := range 12 {
		columns = append(columns, driver.Column{Name: fmt.Sprintf("c%d", i), Type: writ.InputText.Type()})
	}
	for _, n := range sizes {
		d := driver.Data{Path: writ.Path{"s", "SIGDS_d" + strconv.Itoa(n)}, Mark: writ.Path{"s", "SIGDS_m" + strconv.Itoa(n)}}
		if _, err := c.CreateData(b.Context(), d, columns, "", 0, driver.Mark{Num: 1}); err != nil {
			b.Fatal(err)
		}
		m := filled(b, c, d, columns, 100*n)
		round := 0
		b.Run(fmt.Sprintf("writ/%d", n), func(b *testing.B) {
			for b.Loop() {
				u := driver.RowUpdates{Columns: []driver.Column{driver.SystemColumns()[0], driver.SystemColumns()[6], columns[0]}}
				for i := range n {
					u.Rows = append(u.Rows, []writ.Value{writ.Text(rowID((round*n + i*7) % (100 * n))), writ.Text(strconv.Itoa(round)), writ.Text("12.5")})
				}
				next := m
				next.Num++
				if ok, err := c.Apply(b.Context(), driver.Changes{Data: d, From: m, To: next, Updates: []driver.RowUpdates{u}}); !ok || err != nil {
					b.Fatal(ok, err)
				}
				m, round = next, round+1
			}
		})
		b.Run(fmt.Sprintf("raw/%d", n), func(b *testing.B) {
			for b.Loop() {
				if err := rawApply(b.Context(), raw, d, m.Num, n, round); err != nil {
					b.Fatal(err)
				}
				m.Num, round = m.Num+1, round+1
			}
		})
	}
}

func rowID(n int) string { return fmt.Sprintf("0198c1a2-0000-7000-8000-%012d", n) }

// filled inserts rows into a data table and returns its mark.
func filled(b *testing.B, c editor, d driver.Data, columns []driver.Column, n int) driver.Mark {
	b.Helper()
	changes := driver.Changes{Data: d, From: driver.Mark{Num: 1}, To: driver.Mark{Num: 2}, Columns: append(driver.SystemColumns(), columns...)}
	at := writ.Text("2026-01-31 13:05:00")
	for i := range n {
		row := []writ.Value{writ.Text(rowID(i)), writ.Text(fmt.Sprintf("a%06d", i)), at, writ.Text("a@b.c"), at, writ.Text("a@b.c"), writ.Text("1"), writ.Text("1.25")}
		for range columns[1:] {
			row = append(row, writ.Text("some text"))
		}
		changes.Inserts = append(changes.Inserts, row)
	}
	if ok, err := c.Apply(b.Context(), changes); !ok || err != nil {
		b.Fatal(ok, err)
	}
	return changes.To
}

// rawApply does the same by a batch in a transaction.
func rawApply(ctx context.Context, pool *pgxpool.Pool, d driver.Data, num int64, n, round int) error {
	batch := &pgx.Batch{}
	batch.Queue("BEGIN")
	batch.Queue("UPDATE "+pgx.Identifier(d.Mark).Sanitize()+` SET "EDIT_NUM" = $1 WHERE "EDIT_NUM" = $2`, num+1, num)
	ids, nums, values := make([]string, n), make([]int64, n), make([]string, n)
	for i := range n {
		ids[i], nums[i], values[i] = rowID((round*n+i*7)%(100*n)), int64(round), "12.5"
	}
	batch.Queue("UPDATE "+pgx.Identifier(d.Path).Sanitize()+` AS t SET "DS_EDIT_NUM" = v.e, n = v.n FROM unnest($1::text[], $2::bigint[], $3::numeric[]) AS v (id, e, n) WHERE "DS_ROW_ID" = v.id`, ids, nums, values)
	batch.Queue("COMMIT")
	return pool.SendBatch(ctx, batch).Close()
}
