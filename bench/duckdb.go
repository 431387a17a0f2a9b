package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/duckdb/duckdb-go/v2" // the raw engine that we are compared with

	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/duckdb"
)

// csvDuckDB compares a whole import (types over the whole file, certificate,
// read-back) with DuckDB's own load, which takes its types from a sample.
func csvDuckDB(ctx context.Context, dir string, data dataset, rounds int) (raw, ours []float64, remark string, err error) {
	csv, err := data.file(dir)
	if err != nil {
		return nil, nil, "", err
	}
	dbs, staging := filepath.Join(dir, "duckdb"), filepath.Join(dir, "staging")
	for _, d := range []string{dbs, staging} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, nil, "", err
		}
	}
	drv := duckdb.New(duckdb.Options{Dir: dbs, Staging: staging})
	defer drv.Close()
	w := warehouse.New(drv, map[string]string{"file": "ours.duckdb"}, warehouse.Options{})
	defer w.Close()
	l := &loader{w: w, staging: staging}
	if err := schema(ctx, drv, map[string]string{"file": "ours.duckdb"}); err != nil {
		return nil, nil, "", err
	}
	forgetPeak()
	raw, ours, err = pairs(ctx, rounds,
		func(ctx context.Context) error { return rawDuckDB(ctx, filepath.Join(dir, "raw.duckdb"), csv) },
		func(ctx context.Context) error { return l.load(ctx, csv, data.rows) },
		func(context.Context) error { return nil },
	)
	return raw, ours, fmt.Sprintf("%s; peak memory of this process %d MiB (limit 1024)", l.phases, peak()), err
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
