package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// loader imports files into one warehouse and remembers how long each phase of
// the last one took.
type loader struct {
	w       *warehouse.Warehouse
	staging string
	phases  string
}

// load imports a file as the server does once its bytes are there, checks the
// count and drops the table again; the dropping is part of the time.
func (l *loader) load(ctx context.Context, csv string, rows int) error {
	sum, err := digest(csv)
	if err != nil {
		return err
	}
	d := &writ.Destination{ID: writ.NewID[writ.DestinationID](), Connection: writ.NewID[writ.ConnectionID](), Path: writ.Path{destination}}
	writer := l.w.Objects(ledger{}, []*writ.Destination{d})
	o := &writ.ManagedObject{
		ID: writ.NewID[writ.ObjectID](), Connection: d.Connection, Destination: d.ID,
		Path: d.Path.Child(writ.ObjectPrefix + "bench"), Kind: writ.ObjectTable, As: writ.ServiceAccount(),
	}
	watch := stopwatch{}
	r, err := ingest.Import(ctx, ingest.Job{
		File: csv, FileName: filepath.Base(csv), SHA256: sum, Dir: l.staging, Warehouse: l.w, Writer: writer, Object: o, Progress: watch.note,
	})
	if err != nil {
		return err
	}
	if r.RowsLoaded != int64(rows) {
		return fmt.Errorf("%d rows arrived, want %d", r.RowsLoaded, rows)
	}
	l.phases = watch.end()
	return writer.Drop(ctx, o)
}

// stopwatch tells the phases of an import apart.
type stopwatch struct {
	phase string
	since time.Time
	text  []string
}

func (s *stopwatch) note(p ingest.Progress) {
	if p.Phase != s.phase {
		s.end()
		s.phase, s.since = p.Phase, p.StartedAt
	}
}

// end ends the last phase and says how long each took.
func (s *stopwatch) end() string {
	if s.phase != "" {
		s.text = append(s.text, fmt.Sprintf("%s %.2fs", s.phase, time.Since(s.since).Seconds()))
	}
	return strings.Join(s.text, ", ")
}

func digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// ledger forgets: benches need no metadata store.
type ledger struct{}

func (ledger) Intend(context.Context, *writ.ManagedObject) error                    { return nil }
func (ledger) Settle(context.Context, *writ.ManagedObject, writ.ObjectState) error  { return nil }
func (ledger) Move(context.Context, *writ.ManagedObject, *writ.ManagedObject) error { return nil }

// destination is the schema that is imported into.
const destination = "bench"

// schema creates the destination through the driver under test.
func schema(ctx context.Context, drv driver.Driver, values map[string]string) error {
	c, err := drv.Open(ctx, driver.Config{Values: values, MaxConns: 1})
	if err != nil {
		return err
	}
	defer c.Close()
	stmt, err := drv.Dialect().Quoting().Build().Raw("CREATE SCHEMA IF NOT EXISTS ").Ident(destination).Done()
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, stmt)
	return err
}

// pairs runs raw and ours in turn, rounds times after one warm-up of each;
// before makes ready for each pair and is not timed.
func pairs(ctx context.Context, rounds int, raw, ours, before func(ctx context.Context) error) (r, o []float64, err error) {
	for i := range rounds + 1 {
		if err := before(ctx); err != nil {
			return nil, nil, err
		}
		for _, side := range []struct {
			f   func(context.Context) error
			out *[]float64
		}{{raw, &r}, {ours, &o}} {
			s, err := timed(func() error { return side.f(ctx) })
			if err != nil {
				return nil, nil, fmt.Errorf("round %d: %w", i, err)
			}
			if i > 0 {
				*side.out = append(*side.out, s)
			}
		}
	}
	return r, o, nil
}
