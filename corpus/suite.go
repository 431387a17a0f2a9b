package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// suite is a group of small files that are reported together.
type suite struct {
	name   string
	trials []trial
	scored bool // it has figures of its own: it counts for no level
	// notes are lines to print below the figures, made of what came of the files
	// on the first platform; nil for none.
	notes func(results []result) []string
}

const (
	workers  = 4                // files under way at a time
	deadline = 10 * time.Minute // for one file on one platform, there and back
	large    = 16 << 20         // bytes of an export that goes its way only once
)

var errSlow = fmt.Errorf("it took longer than %v", deadline)

// result is what came of a trial.
type result struct {
	trial   *trial
	outcome *outcome // on the first platform; nil after a fault
	problem string   // in what it is not as it should be
	fault   string   // what may happen with no file at all
	named   bool     // a platform differs and says so
	took    time.Duration
}

// refused tells whether the file was refused, or rows of it.
func (r *result) refused() bool {
	return r.outcome != nil && (r.outcome.refused() || r.outcome.certificate.RowsRejected > 0)
}

// run runs every trial, some at a time, and returns what came of them in their
// order.
func (su *suite) run(ctx context.Context, s *server) []result {
	results := make([]result, len(su.trials))
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range next {
				began := time.Now()
				results[i] = s.try(ctx, &su.trials[i])
				results[i].took = time.Since(began)
				if o := results[i].outcome; o != nil && !su.scored {
					o.rows, o.export = nil, nil // they may be large, and have been judged
				}
			}
		})
	}
	for i := range su.trials {
		next <- i
	}
	close(next)
	wg.Wait()
	return results
}

// try takes a file to every platform, judges what came of it on the first and
// compares the others with that.
func (s *server) try(ctx context.Context, t *trial) result {
	r := result{trial: t}
	for _, p := range s.places {
		o, err := s.within(ctx, p, t)
		if err != nil {
			r.fault = fmt.Sprintf("on %s: %v", p.platform, err)
			return r
		}
		if r.outcome == nil {
			r.outcome = o
			if r.problem, err = s.judge(ctx, t, o); err != nil {
				r.fault = err.Error()
				return r
			}
			continue
		}
		named, problem := differ(r.outcome, o, p.platform)
		r.named = r.named || named
		if r.fault == "" {
			r.fault = problem
		}
	}
	if r.fault == "" && t.thorough && len(r.outcome.export) > 0 && len(r.outcome.export) < large {
		r.fault = s.again(ctx, r.outcome)
	}
	return r
}

// judge judges what came of a file. A table of typed values may spell some of them
// in another way than its file does: then it is also loaded as text, which has to
// be as it should, and every typed value has to be worth its text.
func (s *server) judge(ctx context.Context, t *trial, o *outcome) (string, error) {
	problem := t.judge(o)
	text := *t
	text.options.Columns = o.respelled()
	if problem == "" || len(text.options.Columns) == 0 {
		return problem, nil
	}
	text.thorough = false
	spelled, err := s.within(ctx, s.places[0], &text)
	if err != nil {
		return "", err
	}
	if spelled.refused() {
		return "as text it is refused: " + spelled.refusal.Message, nil
	}
	for _, c := range text.options.Columns {
		for i, row := range spelled.rows {
			if !sameWorth(c.typed, o.rows[i][c.Index], row[c.Index]) {
				return fmt.Sprintf("row %d: %q became %q", i+1, row[c.Index], o.rows[i][c.Index]), nil
			}
		}
	}
	as := *o
	as.rows = spelled.rows
	return t.judge(&as), nil
}

// again loads the exact export of a table and says in what the second table
// differs from the first.
func (s *server) again(ctx context.Context, o *outcome) string {
	yes := true
	t := &trial{id: "again", fileName: "again.csv", data: o.export, options: options{Encoding: "utf-8", Delimiter: ",", Quote: `"`, Header: &yes}}
	second, err := s.within(ctx, s.places[0], t)
	switch {
	case err != nil:
		return "its export: " + err.Error()
	case second.refused():
		return "its export is refused: " + second.refusal.Error()
	case !sameRows(o, second):
		return "its export changes when it is loaded and exported again: " + firstDifference(o, second)
	}
	return ""
}

func (s *server) within(ctx context.Context, p place, t *trial) (*outcome, error) {
	bound, stop := context.WithTimeoutCause(ctx, deadline, errSlow)
	defer stop()
	o, err := s.visit(bound, p, t)
	if err != nil && bound.Err() != nil {
		return nil, context.Cause(bound)
	}
	return o, err
}
