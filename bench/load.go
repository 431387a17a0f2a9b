package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/internal/flights"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// file makes the file of the CSV benches once per run and returns its path.
func file(dir string) (string, error) {
	path := filepath.Join(dir, "flights.csv")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, flights.Write(path, flights.Rows)
}

// load imports the file as the server does once its bytes are there, checks the
// count and drops the table again; the dropping is part of the time.
func load(ctx context.Context, w *warehouse.Warehouse, destination writ.Path, csv, staging string) error {
	sum, err := digest(csv)
	if err != nil {
		return err
	}
	d := &writ.Destination{ID: writ.NewID[writ.DestinationID](), Connection: writ.NewID[writ.ConnectionID](), Path: destination}
	writer := w.Objects(ledger{}, []*writ.Destination{d})
	o := &writ.ManagedObject{
		ID: writ.NewID[writ.ObjectID](), Connection: d.Connection, Destination: d.ID,
		Path: destination.Child(writ.ObjectPrefix + "bench"), Kind: writ.ObjectTable, As: writ.ServiceAccount(),
	}
	r, err := ingest.Import(ctx, ingest.Job{
		File: csv, FileName: "flights.csv", SHA256: sum, Dir: staging, Warehouse: w, Writer: writer, Object: o,
	})
	if err != nil {
		return err
	}
	if r.RowsLoaded != flights.Rows {
		return fmt.Errorf("%d rows arrived, want %d", r.RowsLoaded, flights.Rows)
	}
	return writer.Drop(ctx, o)
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

// schema creates a schema through the driver under test.
func schema(ctx context.Context, drv driver.Driver, values map[string]string, name string) error {
	c, err := drv.Open(ctx, driver.Config{Values: values, MaxConns: 1})
	if err != nil {
		return err
	}
	defer c.Close()
	stmt, err := drv.Dialect().Quoting().Build().Raw("CREATE SCHEMA ").Ident(name).Done()
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, stmt)
	return err
}

// pairs runs raw and ours in turn, rounds times after one warm-up of each;
// before makes ready for each pair and is not timed.
func pairs(ctx context.Context, raw, ours, before func(ctx context.Context) error) (r, o []float64, err error) {
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
