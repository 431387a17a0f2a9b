package app_test

import (
	"context"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/duckdb"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// spoil writes a statement about the table at a path.
type spoil func(b *sqltext.Builder, p writ.Path) *sqltext.Builder

// spoiler is the embedded platform, but what it derives is spoiled right away.
type spoiler struct {
	*duckdb.Driver
	spoil spoil // nil leaves it alone
}

func (s *spoiler) Open(ctx context.Context, cfg driver.Config) (driver.Conn, error) {
	c, err := s.Driver.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &spoilingConn{capable: c.(capable), s: s}, nil
}

// capable is what a connection to the embedded platform can do.
type capable interface {
	driver.Conn
	driver.Loader
	driver.Exporter
	driver.Inspector
	driver.Deriver
	driver.Measurer
	driver.Transactor
}

type spoilingConn struct {
	capable
	s *spoiler
}

func (c *spoilingConn) DeriveTable(ctx context.Context, d driver.Derivation) (int64, error) {
	n, err := c.capable.DeriveTable(ctx, d)
	if err != nil || c.s.spoil == nil {
		return n, err
	}
	stmt, err := c.s.spoil(c.s.Dialect().Quoting().Build(), d.Path).Done()
	if err == nil {
		_, err = c.Exec(ctx, stmt)
	}
	return n, err
}

// TestSpoiledMerges has the warehouse make something else of table and file than
// it was told, in many ways: each is found, and nothing is left.
func TestSpoiledMerges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := &spoiler{}
	w.replaceDuckDB = func(d *duckdb.Driver) driver.Driver {
		s.Driver = d
		return s
	}
	w.restart()
	const rows = "id,kept,both\n1,a,x\n2,b,y\n3,a,x\n"
	table := w.table(w.build(), w.embedded().ID, rows)
	const file = "id,both,fresh\n2,Y,1\n4,Z,2\n"
	for name, tc := range map[string]struct {
		spoil     spoil
		appendToo bool
	}{
		"a lost row": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("DELETE FROM ").Path(p).Raw(` WHERE id = 1`)
		}, true},
		"a lost row of the file": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("DELETE FROM ").Path(p).Raw(` WHERE id = 4`)
		}, true},
		"an old value": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("UPDATE ").Path(p).Raw(` SET "both" = 'z' WHERE id = 1`)
		}, true},
		"an old NULL": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("UPDATE ").Path(p).Raw(` SET kept = NULL WHERE id = 1`)
		}, true},
		"a value of the file": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("UPDATE ").Path(p).Raw(` SET "both" = 'z' WHERE id = 4`)
		}, true},
		"a key": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("UPDATE ").Path(p).Raw(` SET id = 9 WHERE id = 3`)
		}, true},
		"values that change places": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("UPDATE ").Path(p).Raw(` SET kept = CASE id WHEN 1 THEN 'b' ELSE 'a' END WHERE id <= 2`)
		}, true},
		"a new value in an old row": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("UPDATE ").Path(p).Raw(` SET fresh = 7 WHERE id = 1`)
		}, true},
		"a kept value of an update": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("UPDATE ").Path(p).Raw(` SET kept = 'c' WHERE id = 2 AND "both" = 'Y'`)
		}, false},
		"an update that is not made": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("UPDATE ").Path(p).Raw(` SET "both" = 'y' WHERE id = 2 AND "both" = 'Y'`)
		}, false},
		"a gap": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("UPDATE ").Path(p).Raw(` SET "DS_ROW" = 9 WHERE id = 4`)
		}, true},
		"a row twice": {func(b *sqltext.Builder, p writ.Path) *sqltext.Builder {
			return b.Raw("INSERT INTO ").Path(p).Raw(` VALUES (9, 9, 'a', 'x', NULL)`)
		}, true},
	} {
		for kind, key := range map[writ.TableChange][]string{writ.ChangeAppend: nil, writ.ChangeUpsert: {"id"}} {
			if kind == writ.ChangeAppend && !tc.appendToo {
				continue
			}
			s.spoil = tc.spoil
			u := w.load(w.build(), w.send(w.build(), "file.csv", file).ID, app.ImportRequest{
				Change: kind, Table: table.ID, Key: key, OnSchemaChange: ingest.SchemaAccept,
			})
			if u.State != writ.UploadFailed || u.Problem.Code != writ.CodeUnsupported {
				t.Errorf("%s in an %s: %s, %+v", name, kind, u.State, u.Problem)
			}
		}
	}
	s.spoil = nil
	w.holds(table.ID, 0, rows)
	w.noOrphans()
}
