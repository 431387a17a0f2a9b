package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// editRounds is how many edits a median is made of.
const editRounds = 500

// editLatency compares one edit of somebody alone, from the request to the answer
// that it is logged, with the raw transaction.
func editLatency(ctx context.Context, g *ground) (raw, ours []float64, remark string, err error) {
	s, err := g.editing(ctx)
	if err != nil {
		return nil, nil, "", err
	}
	sh, err := s.sheet(ctx, "latency")
	if err != nil {
		return nil, nil, "", err
	}
	r, err := newRawEdits(ctx, g.dir, s.pg.URL, rawEdit)
	if err != nil {
		return nil, nil, "", err
	}
	e, err := newEditor(ctx, s.address())
	if err != nil {
		return nil, nil, "", err
	}
	defer e.close()
	var applied []float64
	for round := range rounds + 1 {
		theirs, err := r.median(ctx, editRounds)
		if err != nil {
			return nil, nil, "", err
		}
		mine, shown, err := sh.alone(e, round)
		if err != nil {
			return nil, nil, "", err
		}
		if round > 0 {
			raw, ours, applied = append(raw, theirs), append(ours, mine), append(applied, shown)
		}
	}
	return raw, ours, fmt.Sprintf("one edit over HTTP until it is logged, against pgbench with one client; until it can be read in the table %s", seconds(median(applied))), nil
}

// alone returns the median time of edits that come one after the other, and that of
// edits with a look at the table after each.
func (s *sheet) alone(e *editor, round int) (logged, applied float64, err error) {
	look := s.site.request("GET", "/v2/input-tables/"+string(s.id)+"/rows?limit=1", "")
	var all [2][]float64
	for i := range editRounds {
		edit := s.edit(i*31, 1, fmt.Sprintf("city %d of %d", i, round))
		took, err := timed(func() error { return e.send(edit) })
		if err != nil {
			return 0, 0, err
		}
		if i%5 > 0 {
			all[0] = append(all[0], took)
			continue
		}
		looked, err := timed(func() error { return e.send(look) })
		if err != nil {
			return 0, 0, err
		}
		all[1] = append(all[1], took+looked)
	}
	return median(all[0]), median(all[1]), nil
}

// crowd measures how long an edit takes when clients send requests of n edits one
// after the other for some seconds.
func (s *sheet) crowd(ctx context.Context, clients, n int, d time.Duration) (perEdit float64, err error) {
	editors := make([]*editor, clients)
	for i := range editors {
		if editors[i], err = newEditor(ctx, s.site.address()); err != nil {
			return 0, err
		}
		defer editors[i].close()
	}
	var edits atomic.Int64
	errs := make([]error, clients)
	var wg sync.WaitGroup
	begin := time.Now()
	for i, e := range editors {
		wg.Go(func() {
			for k := 0; time.Since(begin) < d && errs[i] == nil; k++ {
				errs[i] = e.send(s.edit(i*151+k*13, n, fmt.Sprintf("city %d %d", i, k)))
				edits.Add(int64(n))
			}
		})
	}
	wg.Wait()
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return 0, errs[i]
	}
	return time.Since(begin).Seconds() / float64(edits.Load()), nil
}

// crowdSeconds is how long each side of a pair edits.
const crowdSeconds = 3

// editCrowd compares the edits that clients get done, in requests of n, with those of
// as many clients of pgbench in transactions of n.
func editCrowd(name string, clients, n int, script string) func(ctx context.Context, g *ground) (raw, ours []float64, remark string, err error) {
	return func(ctx context.Context, g *ground) (raw, ours []float64, remark string, err error) {
		s, err := g.editing(ctx)
		if err != nil {
			return nil, nil, "", err
		}
		sh, err := s.sheet(ctx, name)
		if err != nil {
			return nil, nil, "", err
		}
		r, err := newRawEdits(ctx, g.dir, s.pg.URL, script)
		if err != nil {
			return nil, nil, "", err
		}
		for round := range rounds + 1 {
			rate, err := r.perSecond(ctx, clients, crowdSeconds)
			if err != nil {
				return nil, nil, "", err
			}
			mine, err := sh.crowd(ctx, clients, n, crowdSeconds*time.Second)
			if err != nil {
				return nil, nil, "", err
			}
			if round > 0 {
				raw, ours = append(raw, 1/(rate*float64(n))), append(ours, mine)
			}
		}
		return raw, ours, fmt.Sprintf("%d clients, %d edits a request: %.0f edits/s logged, against %.0f/s of pgbench", clients, n, 1/median(ours), 1/median(raw)), nil
	}
}
