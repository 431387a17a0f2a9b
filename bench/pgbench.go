package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// rawEdits is PostgreSQL's own pgbench doing what an edit is at the least: a row of a
// log and a changed row of a table of as many rows as a sheet has, in one
// transaction, with prepared statements.
type rawEdits struct {
	url    string
	dir    string
	script string
}

const rawTables = `DROP SCHEMA IF EXISTS raw CASCADE; CREATE SCHEMA raw;
CREATE TABLE raw.data (id bigint PRIMARY KEY, name text, city text, price numeric, count bigint, day date, num bigint);
INSERT INTO raw.data SELECT i, 'name ' || i, 'city ' || i % 1000, i + 0.25, i, DATE '2026-01-31', 1 FROM generate_series(0, 9999) AS r(i);
CREATE TABLE raw.log (num bigserial PRIMARY KEY, at timestamp DEFAULT now(), edit text, metadata text);
VACUUM ANALYZE raw.data;`

// The transactions. The log gets about as many bytes as Writ's.
const (
	rawEdit = `\set id random(0, 9999)
BEGIN;
INSERT INTO raw.log (edit, metadata) VALUES ('{"updateRow":{"id":"' || :id || '","values":{"c2":{"text":"x"}}}}', repeat('m', 600));
UPDATE raw.data SET city = 'x', num = num + 1 WHERE id = :id;
COMMIT;
`
	rawBulk = `\set id random(0, 9299)
BEGIN;
INSERT INTO raw.log (edit, metadata) SELECT '{"updateRow":{"id":"' || i || '","values":{"c2":{"text":"x"}}}}', '' FROM generate_series(1, 100) AS r(i);
UPDATE raw.data SET city = 'x', num = num + 1 WHERE id IN (SELECT :id + i * 7 FROM generate_series(1, 100) AS r(i));
COMMIT;
`
)

// newRawEdits makes the tables and writes the transaction into a file.
func newRawEdits(ctx context.Context, dir, url, script string) (*rawEdits, error) {
	for _, statement := range strings.Split(strings.TrimSuffix(rawTables, ";"), ";\n") {
		if err := (psql{url: url}).run(ctx, statement); err != nil {
			return nil, err
		}
	}
	f, err := os.CreateTemp(dir, "edit-*.sql")
	if err != nil {
		return nil, err
	}
	if _, err := f.WriteString(script); err != nil {
		return nil, err
	}
	return &rawEdits{url: url, dir: dir, script: f.Name()}, f.Close()
}

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

// perSecond returns how many transactions a second so many clients get done.
func (r *rawEdits) perSecond(ctx context.Context, clients, seconds int) (float64, error) {
	out, err := r.run(ctx, "-c", strconv.Itoa(clients), "-j", strconv.Itoa(min(clients, 2)), "-T", strconv.Itoa(seconds))
	if err != nil {
		return 0, err
	}
	found := tps.FindSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("pgbench tells no rate: %s", out)
	}
	return strconv.ParseFloat(string(found[1]), 64)
}

// median returns the median time of n transactions of one client, in seconds.
func (r *rawEdits) median(ctx context.Context, n int) (float64, error) {
	if _, err := r.run(ctx, "-c", "1", "-t", strconv.Itoa(n), "-l", "--log-prefix", "raw"); err != nil {
		return 0, err
	}
	logs, err := filepath.Glob(filepath.Join(r.dir, "raw.*"))
	if err != nil || len(logs) != 1 {
		return 0, fmt.Errorf("pgbench left %d logs: %w", len(logs), err)
	}
	defer os.Remove(logs[0])
	f, err := os.Open(logs[0])
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var took []float64
	for lines := bufio.NewScanner(f); lines.Scan(); {
		// client, transaction, microseconds, …
		micros, err := strconv.ParseFloat(strings.Fields(lines.Text())[2], 64)
		if err != nil {
			return 0, err
		}
		took = append(took, micros/1e6)
	}
	if len(took) != n {
		return 0, fmt.Errorf("pgbench logged %d transactions of %d", len(took), n)
	}
	slices.Sort(took)
	return took[n/2], nil
}

func (r *rawEdits) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "pgbench", append(append([]string{"-n", "-M", "prepared", "-f", r.script}, args...), r.url)...)
	cmd.Dir = r.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("pgbench: %w: %s", err, out)
	}
	return out, nil
}
