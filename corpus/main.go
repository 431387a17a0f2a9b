package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	dir := flag.String("dir", "", "folder of the test material")
	program := flag.String("writ", "bin/writ", "the program to test")
	verbose := flag.Bool("v", false, "print the deliberate differences too")
	flag.Parse()
	if *dir == "" {
		fmt.Fprintln(os.Stderr, "corpus: say where the material is: -dir DIR")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ok, err := run(ctx, *dir, *program, *verbose, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// run runs the chosen suites and tells whether all that must be right is.
func run(ctx context.Context, dir, program string, verbose bool, names []string) (ok bool, err error) {
	tmp, err := os.MkdirTemp("", "writ-corpus-*")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(tmp)
	suites, err := readSuites(dir)
	if err != nil {
		return false, err
	}
	s, err := start(ctx, program, tmp)
	if err != nil {
		return false, err
	}
	defer s.stop()
	r := newReport(verbose)
	for _, suite := range suites {
		if chosen(names, suite.name) {
			r.print(&suite, suite.run(ctx, s))
		}
	}
	if err := runPermissions(ctx, s, r, dir, names); err != nil {
		return false, err
	}
	if chosen(names, "generated") {
		r.print(&suite{name: "generated"}, runGenerated(ctx, s, filepath.Join(dir, "datasets"), tmp))
	}
	return r.end(s.leftovers(ctx), s.peak(), s.faults), ctx.Err()
}

// chosen tells whether a suite is to run.
func chosen(names []string, suite string) bool {
	return len(names) == 0 || slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(suite, n) })
}

// readSuites reads all suites of small files in the folder of the material.
func readSuites(dir string) ([]suite, error) {
	var all []suite
	for _, read := range []func(dir string) ([]suite, error){
		readCases, readPollock, readPapaparse, readUpstream, readNames, readCells, readDatasets,
	} {
		suites, err := read(dir)
		if err != nil {
			return nil, err
		}
		all = append(all, suites...)
	}
	return all, nil
}
