package main

import (
	"context"
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

func benches() []bench {
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
	return list
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, prefixes []string) error {
	dir, err := os.MkdirTemp("", "writ-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Println("name ratio value limit")
	for _, b := range benches() {
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
	fmt.Printf("%s %.2f %.3fs %.1f%s\n", b.name, median(ratios), median(ours), b.limit, verdict)
	fmt.Printf("  raw %s, ours %s, ratio %.2f to %.2f; %s\n", spread(raw), spread(ours), slices.Min(ratios), slices.Max(ratios), remark)
}

func spread(v []float64) string {
	return fmt.Sprintf("%.3fs (%.3f to %.3f)", median(v), slices.Min(v), slices.Max(v))
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
