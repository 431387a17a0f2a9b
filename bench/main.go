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

// rounds is how many interleaved pairs each ratio is the median of.
const rounds = 5

// bench is one comparison. run returns the seconds of the raw engine and ours,
// pair by pair, and a remark such as sizes and memory.
type bench struct {
	name  string
	limit float64
	run   func(ctx context.Context, dir string) (raw, ours []float64, remark string, err error)
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
	benches := []bench{
		{"csv-duckdb", 3.0, csvDuckDB},
		{"csv-postgres", 2.2, csvPostgres},
		{"csv-mysql", 1.6, csvMySQL},
		{"start", 1.0, start},
		{"start-uploads", 1.0, startUploads},
	}
	fmt.Println("name ratio value limit")
	for _, b := range benches {
		if len(prefixes) > 0 && !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(b.name, p) }) {
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
