package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	_ "github.com/duckdb/duckdb-go/v2" // writes the large files, as the material says
)

// generated is a file that DuckDB writes from the material.
type generated struct {
	file string
	rows int64
	make func(dir string) string // the statements that write it, run in its folder
}

var generatedFiles = []generated{
	{"flights-3m.csv", 3_000_000, func(dir string) string {
		return "COPY (FROM '" + filepath.Join(dir, "flights-3m.parquet") + "') TO 'flights-3m.csv' (HEADER)"
	}},
	{"lineitem.csv", 3_000_000, func(dir string) string {
		text, _ := os.ReadFile(filepath.Join(dir, "lineitem.sql")) // an empty script writes no file
		return "SET VARIABLE N=3000000; SET VARIABLE S=1; " + string(text)
	}},
}

// runGenerated makes the large files one after the other and loads each into
// every platform.
func runGenerated(ctx context.Context, s *server, dir, tmp string) []result {
	var results []result
	for _, l := range generatedFiles {
		t := &trial{id: l.file, level: "must", checks: fmt.Sprintf("%d rows", l.rows), fileName: l.file, path: filepath.Join(tmp, l.file)}
		r, began := result{trial: t}, time.Now()
		if err := l.run(ctx, s, t, dir); err != nil {
			r.fault = err.Error()
		}
		r.took = time.Since(began)
		results = append(results, r)
		os.Remove(t.path)
	}
	return results
}

func (l *generated) run(ctx context.Context, s *server, t *trial, dir string) error {
	if err := l.write(ctx, dir, filepath.Dir(t.path)); err != nil {
		return err
	}
	want, err := expectedHash(filepath.Join(dir, "generated_expected_seed1.json"), l)
	if err != nil {
		return err
	}
	var first []any
	for _, p := range s.places {
		began := time.Now()
		c, err := s.loadLarge(ctx, p, t, l.rows)
		switch {
		case err != nil:
			return fmt.Errorf("on %s: %w", p.platform, err)
		case c.SHA256 != want:
			return fmt.Errorf("the file is %s, expected is %s", c.SHA256, want)
		}
		stated := statement(&outcome{certificate: *c})
		if first == nil {
			first = stated
		}
		if !reflect.DeepEqual(first, stated) {
			return fmt.Errorf("%s certifies %v instead of %v", p.platform, stated, first)
		}
		fmt.Printf("  %s on %s: %.0f s, every cell compared\n", l.file, p.platform, time.Since(began).Seconds())
	}
	return nil
}

// write has DuckDB write the file into a folder.
func (l *generated) write(ctx context.Context, dir, to string) error {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	statements := strings.ReplaceAll(l.make(dir), "'"+l.file+"'", "'"+filepath.Join(to, l.file)+"'")
	_, err = db.ExecContext(ctx, statements)
	return errors.Join(err, db.Close())
}

// expectedHash looks up the SHA-256 of a file.
func expectedHash(path string, l *generated) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var list []struct {
		Name   string
		Rows   int64
		SHA256 string
	}
	if err := json.Unmarshal(b, &list); err != nil {
		return "", err
	}
	for _, e := range list {
		if e.Name == l.file || e.Name == "" && e.Rows == l.rows && l.file == "lineitem.csv" {
			return e.SHA256, nil
		}
	}
	return "", fmt.Errorf("%s does not know %s", path, l.file)
}

// loadLarge loads a file, compares what `writ rows` prints with the file, cell by
// cell, deletes the table and returns its certificate.
func (s *server) loadLarge(ctx context.Context, p place, t *trial, rows int64) (*certificate, error) {
	bound, stop := context.WithTimeoutCause(ctx, deadline, errSlow)
	defer stop()
	f, err := os.Open(t.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	u, err := s.load(bound, p, t, io.NewSectionReader(f, 0, info.Size()))
	if err != nil {
		return nil, err
	}
	c := &certificate{}
	path := "/v2/tables/" + u.TableID
	if err := s.get(bound, path+"/certificate", c); err != nil {
		return nil, err
	}
	if c.RowsRead != rows || c.RowsLoaded != rows {
		return nil, fmt.Errorf("%d rows read and %d loaded of %d", c.RowsRead, c.RowsLoaded, rows)
	}
	if err := s.compareRows(bound, u.TableID, f, rows); err != nil {
		return nil, err
	}
	return c, s.call(bound, http.MethodDelete, path, nil, nil)
}

// compareRows demands the same records of a file and `writ rows`.
func (s *server) compareRows(ctx context.Context, table string, f *os.File, rows int64) error {
	cmd := exec.CommandContext(ctx, s.program, "rows", table)
	cmd.Env = s.env
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	n, err := sameRecords(f, out)
	if err == nil && n != rows+1 {
		err = fmt.Errorf("%d records instead of %d", n, rows+1)
	}
	if err != nil {
		_ = cmd.Process.Kill() // it may be in the middle
	}
	return errors.Join(err, cmd.Wait())
}

// sameRecords compares two streams by the standard library's reader, which knows
// nothing of how Writ reads, and returns how many records they have.
func sameRecords(a, b io.Reader) (n int64, err error) {
	want, got := csv.NewReader(bufio.NewReaderSize(a, 1<<20)), csv.NewReader(bufio.NewReaderSize(b, 1<<20))
	want.ReuseRecord, got.ReuseRecord = true, true
	for ; ; n++ {
		w, err1 := want.Read()
		g, err2 := got.Read()
		if errors.Is(err1, io.EOF) && errors.Is(err2, io.EOF) {
			return n, nil
		}
		if err := errors.Join(err1, err2); err != nil {
			return n, fmt.Errorf("record %d: %w", n+1, err)
		}
		if !slices.Equal(w, g) {
			return n, fmt.Errorf("record %d is %q instead of %q", n+1, g, w)
		}
	}
}
