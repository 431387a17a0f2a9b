package main

import (
	"fmt"
	"regexp"
	"strings"
)

// enough is the share of the cases below "must" that has to be as it should.
const enough = 0.98

// report prints what came of the suites and remembers whether all that must be
// right is.
type report struct {
	verbose bool
	failed  bool // a must, or a fault
	ranked  map[string]*tally
	slowest result
}

// tally counts cases.
type tally struct{ right, deliberate, wrong, refused, named, faults int }

func (t *tally) total() int { return t.right + t.deliberate + t.wrong }

// add counts a result and returns the line to print about it, "" for none.
func (t *tally) add(r *result) (kind, why string) {
	if r.refused() {
		t.refused++
	}
	if r.named {
		t.named++
	}
	switch {
	case r.fault != "":
		t.wrong++
		t.faults++
		return "FAULT", r.fault
	case r.problem == "" && deliberate[r.trial.id] != "":
		t.right++
		return "right", "no longer another than expected; take it off the list"
	case r.problem == "":
		t.right++
		return "", ""
	case deliberate[r.trial.id] != "":
		t.deliberate++
		return "other", deliberate[r.trial.id] + ": " + r.problem
	}
	t.wrong++
	return "wrong", r.problem
}

func newReport(verbose bool) *report {
	fmt.Printf("%-22s %12s %10s %10s %10s\n", "suite", "right", "refused", "deliberate", "by name")
	return &report{verbose: verbose, ranked: map[string]*tally{}}
}

// print prints the figures of a suite, for each level it has, then its failures.
func (r *report) print(su *suite, results []result) {
	levels := map[string]*tally{}
	var lines []string
	for i := range results {
		if results[i].took > r.slowest.took {
			r.slowest = results[i]
		}
		level := results[i].trial.level
		if levels[level] == nil {
			levels[level] = &tally{}
		}
		kind, why := levels[level].add(&results[i])
		if kind != "" && (kind != "other" || r.verbose) {
			t := results[i].trial
			lines = append(lines, fmt.Sprintf("  %s %s %s: %s", kind, strings.TrimSpace(level+" "+t.id), t.checks, why))
		}
	}
	for _, level := range []string{"must", "should", "may", ""} {
		if t := levels[level]; t != nil {
			r.count(level, t, su.scored)
			fmt.Printf("%-22s %6d/%-5d %9.1f%% %10d %10d\n", strings.TrimSpace(su.name+" "+level), t.right, t.total(), 100*float64(t.refused)/float64(t.total()), t.deliberate, t.named)
		}
	}
	for _, line := range lines {
		fmt.Println(line)
	}
	if su.notes != nil {
		for _, line := range su.notes(results) {
			fmt.Println(" ", line)
		}
	}
	unnamed(results)
}

// count adds a suite's figures of a level to those of all suites.
func (r *report) count(level string, t *tally, scored bool) {
	r.failed = r.failed || t.faults > 0 || level == "must" && t.wrong > 0
	if scored {
		return
	}
	all := r.ranked[level]
	if all == nil {
		all = &tally{}
		r.ranked[level] = all
	}
	all.right += t.right
	all.deliberate += t.deliberate
	all.wrong += t.wrong
}

// where is how a refusal says which part of a file it means.
var where = regexp.MustCompile(`(?i)\b(lines?|bytes?|row|records?) \d`)

// unnamed prints the refusals of whole files that name no line and no byte,
// each once: they have to be about the file as a whole.
func unnamed(results []result) {
	told := map[string]int{}
	for _, r := range results {
		if r.outcome != nil && r.outcome.refused() && !where.MatchString(r.outcome.refusal.Message) {
			told[r.outcome.refusal.Message]++
		}
	}
	for message, n := range told {
		fmt.Printf("  %d refused as a whole: %s\n", n, message)
	}
}

// end prints what concerns all suites and tells whether the run is as it should
// be.
func (r *report) end(leftovers, peak string, faults []string) bool {
	for _, level := range []string{"should", ""} {
		if t := r.ranked[level]; t != nil {
			share := float64(t.right+t.deliberate) / float64(t.total())
			r.failed = r.failed || share < enough
			fmt.Printf("of all cases %s: %.1f%% right, %.1f%% with the deliberate differences\n",
				ofLevel(level), 100*float64(t.right)/float64(t.total()), 100*share)
		}
	}
	for _, f := range faults {
		fmt.Println("FAULT", f)
	}
	if leftovers != "" {
		fmt.Println("FAULT", leftovers)
	}
	if r.slowest.trial != nil {
		fmt.Printf("slowest on all platforms together: %s, %.0f s\n", r.slowest.trial.id, r.slowest.took.Seconds())
	}
	if peak != "" {
		fmt.Println("peak memory of the server:", peak)
	}
	return !r.failed && len(faults) == 0 && leftovers == ""
}

func ofLevel(level string) string {
	if level == "" {
		return "without a level"
	}
	return `of level "` + level + `"`
}
