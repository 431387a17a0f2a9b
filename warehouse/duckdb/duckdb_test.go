package duckdb_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/drivertest"
	"github.com/writ-dev/writ/warehouse/duckdb"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

var quoting = duckdb.New(duckdb.Options{}).Dialect().Quoting()

// must finishes a statement of a test.
func must(b *sqltext.Builder) sqltext.SQL {
	s, err := b.Done()
	if err != nil {
		panic(err)
	}
	return s
}

// engine is a driver with folders of its own, closed when the test ends.
func engine(t testing.TB, opt duckdb.Options) (d *duckdb.Driver, staging string) {
	t.Helper()
	opt.Dir = t.TempDir()
	opt.Staging = filepath.Join(opt.Dir, "staging")
	if err := os.Mkdir(opt.Staging, 0o700); err != nil {
		t.Fatal(err)
	}
	d = duckdb.New(opt)
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d, opt.Staging
}

// open returns a Conn to a file of d.
func open(t testing.TB, d *duckdb.Driver, file string) conn {
	t.Helper()
	c, err := d.Open(t.Context(), driver.Config{Values: map[string]string{"file": file}, MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c.(conn)
}

// conn is a Conn with all powers of this platform.
type conn interface {
	driver.Conn
	driver.Inspector
	driver.Transactor
	driver.Loader
	driver.Exporter
}

func run(t testing.TB, c driver.Conn, b *sqltext.Builder) {
	t.Helper()
	if _, err := c.Exec(context.WithoutCancel(t.Context()), must(b)); err != nil {
		t.Fatal(err)
	}
}

func TestExam(t *testing.T) {
	d, staging := engine(t, duckdb.Options{Threads: 2})
	admin := open(t, d, "exam.duckdb")
	if err := admin.Ping(t.Context()); err != nil { // from here on the file stays open
		t.Fatal(err)
	}
	var n atomic.Int64
	drivertest.Run(t, drivertest.Harness{
		Driver:  d,
		Owner:   map[string]string{"file": "exam.duckdb"},
		Staging: staging,
		NewDestination: func(t *testing.T) writ.Path {
			p := writ.Path{fmt.Sprintf(`Wri"t %d`, n.Add(1))}
			run(t, admin, quoting.Build().Raw("CREATE SCHEMA ").Path(p))
			t.Cleanup(func() { run(t, admin, quoting.Build().Raw("DROP SCHEMA ").Path(p).Raw(" CASCADE")) })
			return p
		},
		Slow: must(quoting.Build().Raw("SELECT count(*) FROM range(100000) a(x), range(100000) b(y), range(1000) c(z) WHERE hash(x + y + z) = 0")),
		Natives: []drivertest.Native{
			{Value: must(quoting.Build().Raw("170141183460469231731687303715884105727::HUGEINT")), Kind: writ.KindDecimal, Want: "170141183460469231731687303715884105727"},
			{Value: must(quoting.Build().Raw("18446744073709551615::UBIGINT")), Kind: writ.KindDecimal, Want: "18446744073709551615"},
			{Value: must(quoting.Build().Raw("0.1::FLOAT")), Kind: writ.KindFloat, Want: "0.1"},
			{Value: must(quoting.Build().Raw("[1, NULL, 3]")), Kind: writ.KindOther, Want: "[1, NULL, 3]"},
			{Value: must(quoting.Build().Raw("{'a': 1, 'b c': 'x'}")), Kind: writ.KindOther, Want: "{'a': 1, 'b c': x}"},
			{Value: must(quoting.Build().Raw("MAP {'k': 1}")), Kind: writ.KindOther, Want: "{k=1}"},
			{Value: must(quoting.Build().Raw("'6f1c2f0e-0000-4000-8000-000000000001'::UUID")), Kind: writ.KindOther, Want: "6f1c2f0e-0000-4000-8000-000000000001"},
			{Value: must(quoting.Build().Raw("INTERVAL '1 month 2 days'")), Kind: writ.KindOther, Want: "1 month 2 days"},
			{Value: must(quoting.Build().Raw("'sad'::ENUM('sad', 'glad')")), Kind: writ.KindOther, Want: "sad"},
			{Value: must(quoting.Build().Raw("'101'::BIT")), Kind: writ.KindOther, Want: "101"},
			{Value: must(quoting.Build().Raw("TIMETZ '13:00:00+02'")), Kind: writ.KindOther, Want: "13:00:00+02"},
			{Value: must(quoting.Build().Raw("TIMESTAMP_NS '2026-01-31 13:05:00.123456789'")), Kind: writ.KindTimestamp, Want: "2026-01-31 13:05:00.123456789"},
			{Value: must(quoting.Build().Raw("TIMESTAMPTZ '2026-01-31 13:05:00.5+02'")), Kind: writ.KindTimestampTZ, Want: "2026-01-31 11:05:00.5Z"},
			{Value: must(quoting.Build().Raw("union_value(n := 5)")), Kind: writ.KindOther, Want: "5"},
			{Value: must(quoting.Build().Raw("'\\x00\\xFF'::BLOB")), Kind: writ.KindBytes, Want: "00ff"},
			{Value: must(quoting.Build().Raw("'infinity'::DATE")), Kind: writ.KindDate, Want: "infinity"},
		},
	})
}
