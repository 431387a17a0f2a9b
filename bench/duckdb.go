package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/duckdb/duckdb-go/v2" // the raw engine that we are compared with

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/duckdb"
)

// csvDuckDB compares a whole import (types over the whole file, certificate,
// read-back) with DuckDB's own load, which takes its types from a sample.
func csvDuckDB(ctx context.Context, dir string) (raw, ours []float64, remark string, err error) {
	csv, err := file(dir)
	if err != nil {
		return nil, nil, "", err
	}
	data, staging := filepath.Join(dir, "duckdb"), filepath.Join(dir, "staging")
	for _, d := range []string{data, staging} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, nil, "", err
		}
	}
	drv := duckdb.New(duckdb.Options{Dir: data, Staging: staging})
	defer drv.Close()
	w := warehouse.New(drv, map[string]string{"file": "ours.duckdb"}, warehouse.Options{})
	defer w.Close()
	if err := schema(ctx, drv, map[string]string{"file": "ours.duckdb"}, "bench"); err != nil {
		return nil, nil, "", err
	}
	raw, ours, err = pairs(ctx,
		func(ctx context.Context) error { return rawDuckDB(ctx, filepath.Join(dir, "raw.duckdb"), csv) },
		func(ctx context.Context) error { return load(ctx, w, writ.Path{"bench"}, csv, staging) },
		func(context.Context) error { return nil },
	)
	return raw, ours, fmt.Sprintf("peak memory of this process %d MiB", peak()), err
}

// rawDuckDB loads the file into a fresh database.
func rawDuckDB(ctx context.Context, path, csv string) error {
	os.Remove(path)
	os.Remove(path + ".wal")
	db, err := sql.Open("duckdb", path)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "CREATE TABLE t AS FROM read_csv('"+csv+"')")
	return err
}
