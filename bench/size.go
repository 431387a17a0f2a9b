package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/duckdb"
)

// factor is how much larger the larger file of csv-size is.
const factor = 10

// sizeCache is what the engine may keep of its own file in memory, in MiB: little
// enough that both files fill it, so that what is left to grow is Writ's.
const sizeCache = 160

// csvSize compares the import of a file with that of one ten times as long, whose
// time is divided by ten: time and disk grow with the file, memory does not.
func csvSize(ctx context.Context, dir string) (raw, ours []float64, remark string, err error) {
	dir = filepath.Join(dir, "size")
	dbs, staging := filepath.Join(dir, "duckdb"), filepath.Join(dir, "staging")
	for _, d := range []string{dbs, staging} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, nil, "", err
		}
	}
	defer os.RemoveAll(dir) // it is large
	var seconds, disk [2]float64
	var memory [2]int
	for i, data := range []dataset{flightsFile(), flightsFile().times(factor)} {
		data.name = fmt.Sprint(data.rows)
		csv, err := data.file(dir)
		if err != nil {
			return nil, nil, "", err
		}
		drv := duckdb.New(duckdb.Options{Dir: dbs, Staging: staging, MemoryLimitMB: sizeCache})
		values := map[string]string{"file": data.name + ".duckdb"}
		if err := schema(ctx, drv, values); err != nil {
			return nil, nil, "", err
		}
		w := warehouse.New(drv, values, warehouse.Options{})
		l := &loader{w: w, staging: staging}
		forgetPeak()
		used := largest(ctx, staging)
		seconds[i], err = timed(func() error { return l.load(ctx, csv, data.rows) })
		disk[i], memory[i] = float64(used())/(1<<20), peak()
		_ = w.Close()
		_ = drv.Close()
		if err != nil {
			return nil, nil, "", err
		}
	}
	remark = fmt.Sprintf("ours is a tenth of %d times the rows; staged at most %.0f and %.0f MiB; peak memory %d and %d MiB, of which the engine's cache %d (limit 1024)",
		factor, disk[0], disk[1], memory[0], memory[1], sizeCache)
	return seconds[:1], []float64{seconds[1] / factor}, remark, nil
}

// largest watches a folder until the function it returns is called, which tells
// how many bytes were in it at most.
func largest(ctx context.Context, dir string) func() int64 {
	ctx, cancel := context.WithCancel(ctx)
	most := make(chan int64)
	go func() {
		var n int64
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			n = max(n, size(dir))
			select {
			case <-tick.C:
			case <-ctx.Done():
			}
		}
		most <- n
	}()
	return func() int64 { cancel(); return <-most }
}

// size adds up the files in a folder.
func size(dir string) (n int64) {
	_ = fs.WalkDir(os.DirFS(dir), ".", func(_ string, e fs.DirEntry, _ error) error { // what went meanwhile is not there
		if e == nil || e.IsDir() {
			return nil
		}
		if info, err := e.Info(); err == nil {
			n += info.Size()
		}
		return nil
	})
	return n
}
