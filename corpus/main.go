package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	dir := flag.String("dir", "", "folder of the test material")
	certificates := flag.Bool("certificates", true, "import every file on every platform and compare the certificates")
	verbose := flag.Bool("v", false, "print every failing case, not only those of level must")
	flag.Parse()
	if *dir == "" {
		fmt.Fprintln(os.Stderr, "corpus: say where the material is: -dir DIR")
		os.Exit(2)
	}
	ok, err := run(context.Background(), *dir, *verbose, *certificates)
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// run runs everything and tells whether all that must be right is.
func run(ctx context.Context, dir string, verbose, certificates bool) (bool, error) {
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
	right = runSets(ctx, sets, filepath.Join(dir, "datasets"), tmp) && right
	if !certificates {
		return right, nil
	}
	same, err := runCertificates(ctx, filesOf(dir, cases, sets), tmp)
	return same && right, err
}

// filesOf lists the files of the cases and the data sets, each once.
func filesOf(dir string, cases []*testCase, sets []dataset) []string {
	var files []string
	for _, c := range cases {
		files = append(files, filepath.Join(dir, "csv", c.File))
	}
	for _, s := range sets {
		files = append(files, filepath.Join(dir, "datasets", s.File))
	}
	slices.Sort(files)
	return slices.Compact(files)
}
