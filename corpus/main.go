package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", "", "folder of the test material")
	verbose := flag.Bool("v", false, "print every failing case, not only those of level must")
	flag.Parse()
	if *dir == "" {
		fmt.Fprintln(os.Stderr, "corpus: say where the material is: -dir DIR")
		os.Exit(2)
	}
	ok, err := run(context.Background(), *dir, *verbose)
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// run runs everything and tells whether all that must be right is.
func run(ctx context.Context, dir string, verbose bool) (bool, error) {
	tmp, err := os.MkdirTemp("", "corpus-*")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(tmp)
	cases, err := readCases(filepath.Join(dir, "csv", "cases.jsonl"))
	if err != nil {
		return false, err
	}
	right := runCases(ctx, cases, filepath.Join(dir, "csv"), tmp, verbose)
	sets, err := readSets(filepath.Join(dir, "datasets", "expected.json"))
	if err != nil {
		return false, err
	}
	return runSets(ctx, sets, filepath.Join(dir, "datasets"), tmp) && right, nil
}
