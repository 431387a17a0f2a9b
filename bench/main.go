package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// bench is one comparison. run returns the seconds of the raw engine and ours,
// pair by pair, and a remark such as sizes and memory. One that takes minutes is
// run only if it is asked for.
type bench struct {
	name  string
	limit float64
	long  bool
	run   func(ctx context.Context, dir string) (raw, ours []float64, remark string, err error)
}

// rounds is how many interleaved pairs a ratio is the median of; of long benches
// fewer.
const (
	rounds     = 5
	longRounds = 3
)

func benches(g *ground) []bench {
	list := []bench{
		{"start", 1.0, false, start},
		{"start-uploads", 1.0, false, startUploads},
		{"preview", 1.0, false, preview},
		{"csv-size", 1.2, true, csvSize},
	}
	for _, p := range []struct {
		name  string
		limit float64
		run   func(ctx context.Context, dir string, data dataset, rounds int) (raw, ours []float64, remark string, err error)
	}{{"duckdb", 3.0, csvDuckDB}, {"postgres", 2.2, csvPostgres}, {"mysql", 1.6, csvMySQL}} {
		list = append(list,
			bench{"csv-" + p.name, p.limit, false, func(ctx context.Context, dir string) ([]float64, []float64, string, error) {
				return p.run(ctx, dir, flightsFile(), rounds)
			}},
			bench{"lineitem-" + p.name, p.limit, true, func(ctx context.Context, dir string) ([]float64, []float64, string, error) {
				return p.run(ctx, dir, lineitemFile(), longRounds)
			}})
	}
	for _, p := range []struct {
		name string
		run  func(ctx context.Context, g *ground) (raw, ours []float64, remark string, err error)
	}{
		{"check", permissionCheck}, {"list", permissionList}, {"put", permissionPut},
		{"start-sqlite", permissionStart((*ground).sqlite)}, {"change-sqlite", permissionChange((*ground).sqlite)},
		{"start-postgres", permissionStart((*ground).postgres)}, {"change-postgres", permissionChange((*ground).postgres)},
	} {
		list = append(list, bench{"permission-" + p.name, 1.0, false, func(ctx context.Context, _ string) ([]float64, []float64, string, error) {
			return p.run(ctx, g)
		}})
	}
	for _, p := range []struct {
		name  string
		limit float64
		run   func(ctx context.Context, g *ground) (raw, ours []float64, remark string, err error)
	}{
		{"latency", 2.5, editLatency},
		{"throughput", 1.0, editCrowd("throughput", 64, 1, rawEdit)},
		{"bulk", 3.3, editCrowd("bulk", 8, 100, rawBulk)},
		{"slow-warehouse", 1.0, editSlow},
	} {
		list = append(list, bench{"edit-" + p.name, p.limit, false, func(ctx context.Context, _ string) ([]float64, []float64, string, error) {
			return p.run(ctx, g)
		}})
	}
	return append(list, bench{"grid-open", 1.5, false, func(ctx context.Context, _ string) ([]float64, []float64, string, error) {
		return gridOpen(ctx, g)
	}})
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, prefixes []string) (err error) {
	dir, err := os.MkdirTemp("", "writ-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Println("name ratio value limit")
	g := &ground{dir: dir}
	defer func() { err = errors.Join(err, g.close()) }()
	for _, b := range benches(g) {
		if !b.wanted(prefixes) {
			continue
		}
		raw, ours, remark, err := b.run(ctx, dir)
		if err != nil {
			return fmt.Errorf("%s: %w", b.name, err)
		}
		report(b, raw, ours, remark)
	}
	return nil
}

// wanted tells whether a bench is among those asked for; a long one has to be
// asked for by its whole name.
func (b bench) wanted(prefixes []string) bool {
	if b.long {
		return slices.Contains(prefixes, b.name)
	}
	return len(prefixes) == 0 || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(b.name, p) })
}

// report prints the line of one bench, then what it is made of.
func report(b bench, raw, ours []float64, remark string) {
	ratios := make([]float64, len(raw))
	for i := range raw {
		ratios[i] = ours[i] / raw[i]
	}
	verdict := ""
	if median(ratios) > b.limit {
		verdict = "  OVER THE LIMIT"
	}
	fmt.Printf("%s %.2f %s %.1f%s\n", b.name, median(ratios), seconds(median(ours)), b.limit, verdict)
	fmt.Printf("  raw %s, ours %s, ratio %.2f to %.2f; %s\n", spread(raw), spread(ours), slices.Min(ratios), slices.Max(ratios), remark)
}

func spread(v []float64) string {
	return fmt.Sprintf("%s (%s to %s)", seconds(median(v)), seconds(slices.Min(v)), seconds(slices.Max(v)))
}

// seconds renders a time with the digits that count.
func seconds(s float64) string {
	switch {
	case s < 1e-3:
		return fmt.Sprintf("%.1fµs", s*1e6)
	case s < 0.1:
		return fmt.Sprintf("%.2fms", s*1e3)
	}
	return fmt.Sprintf("%.3fs", s)
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}

// timed returns how many seconds f took.
func timed(f func() error) (float64, error) {
	t := time.Now()
	err := f()
	return time.Since(t).Seconds(), err
}
