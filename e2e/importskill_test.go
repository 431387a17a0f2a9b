package e2e

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// importPhases are those in which an import can die, in their order: its bytes
// arrive, it waits for a node, its file is read, its table is filled, that is read
// back, it is merged with the one it changes, what comes of that being read back as
// well, and it becomes known.
var importPhases = []string{"receiving", "waiting", "reading", "loading", "verifying", "merging", "registering"}

// platforms are those that imports die on.
var platforms = []string{"duckdb", "postgres", "mysql"}

// tally counts the kills of all lanes by platform and phase.
type tally struct {
	rounds int
	began  time.Time

	mu     sync.Mutex
	hits   map[string]map[string]int
	misses map[string]map[string]int
}

func newTally(rounds int) *tally {
	n := &tally{rounds: rounds, began: time.Now(), hits: map[string]map[string]int{}, misses: map[string]map[string]int{}}
	for _, p := range platforms {
		n.hits[p], n.misses[p] = map[string]int{}, map[string]int{}
	}
	return n
}

// more tells whether a platform has kills to come.
func (n *tally) more(t *testing.T, platform string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	killed := 0
	for _, k := range n.hits[platform] {
		killed += k
	}
	return !t.Failed() && killed < (n.rounds+len(platforms)-1)/len(platforms)
}

// missCost is how many misses count as much as one kill when the next phase is
// chosen: a phase that is hard to hit must not take all the time.
const missCost = 8

// next returns the phase that was killed least on a platform.
func (n *tally) next(platform string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.MinFunc(importPhases, func(a, b string) int {
		score := func(phase string) int { return missCost*n.hits[platform][phase] + n.misses[platform][phase] }
		return score(a) - score(b)
	})
}

// count counts a kill, or a shot that missed.
func (n *tally) count(platform, target string, hit bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if hit {
		n.hits[platform][target]++
	} else {
		n.misses[platform][target]++
	}
}

// report prints the kills and demands a tenth of them in each phase.
func (n *tally) report(t *testing.T) {
	t.Helper()
	var b strings.Builder
	all := 0
	fmt.Fprintf(&b, "%-12s %9s %9s %9s %9s %9s\n", "phase", platforms[0], platforms[1], platforms[2], "kills", "missed")
	for _, phase := range importPhases {
		kills, missed := 0, 0
		fmt.Fprintf(&b, "%-12s", phase)
		for _, p := range platforms {
			fmt.Fprintf(&b, " %9d", n.hits[p][phase])
			kills, missed = kills+n.hits[p][phase], missed+n.misses[p][phase]
		}
		fmt.Fprintf(&b, " %9d %9d\n", kills, missed)
		if kills < n.rounds/10 {
			t.Errorf("%d kills in the phase %s, want at least %d", kills, phase, n.rounds/10)
		}
		all += kills
	}
	took := time.Since(n.began)
	t.Logf("%d kills in %v, %.2f s for each of them\n%s", all, took.Round(time.Second), took.Seconds()/float64(max(all, 1)), b.String())
}

// sighting is what the metadata says of an import.
type sighting struct {
	state   writ.UploadState
	queued  bool                  // no node works on it
	objects []*writ.ManagedObject // it made, oldest first, those that were dropped excepted
}

// sight looks at an import.
func (l *lane) sight(t *testing.T, id writ.UploadID) (s sighting) {
	t.Helper()
	l.look(t, func(ctx context.Context, tx store.Tx) error {
		u, err := tx.Uploads.Get(ctx, id)
		if err != nil {
			return err
		}
		s = sighting{state: u.State}
		if j, err := tx.Jobs.ByKey(ctx, "import", string(id)); err == nil {
			s.queued = j.State == writ.JobQueued
		} else if writ.CodeOf(err) != writ.CodeNotFound {
			return err
		}
		filter := store.ObjectFilter{Upload: id, States: []writ.ObjectState{writ.ObjectIntended, writ.ObjectExists}}
		s.objects, err = tx.Objects.Page(ctx, filter, "", 10)
		slices.Reverse(s.objects)
		return err
	})
	return s
}

// rough is a phase as far as the metadata tells, which does not know whether a table
// is there yet.
func rough(phase string) string {
	if phase == "verifying" {
		return "loading"
	}
	return phase
}

// phase tells which phase an import is in. It is "" before the import begins and
// after its end. Without names, which says what lies in the destination, it is but
// a rough one.
func (s sighting) phase(names func() []string) string {
	switch {
	case s.state == writ.UploadReceiving:
		return "receiving"
	case s.state != writ.UploadImporting:
		return ""
	case s.queued:
		return "waiting"
	case len(s.objects) == 0:
		return "reading"
	}
	last := s.objects[len(s.objects)-1]
	switch {
	case last.State == writ.ObjectExists:
		return "registering"
	case len(s.objects) > 1:
		return "merging"
	case names != nil && slices.Contains(names(), last.Path.Name()):
		return "verifying"
	}
	return "loading"
}

// aim knows how long the phases of a lane last, so that kills fall anywhere in
// them.
type aim struct {
	lasts map[string]time.Duration // by rough phase
	reach map[string]float64       // by phase: the part of its rough phase at whose end it has passed
}

func newAim() *aim { return &aim{lasts: map[string]time.Duration{}, reach: map[string]float64{}} }

// learn takes note of how long a rough phase lasted.
func (a *aim) learn(phase string, took time.Duration) {
	if old, ok := a.lasts[phase]; ok {
		took = (3*old + took) / 4
	}
	a.lasts[phase] = took
}

// delay is how long after the beginning of its rough phase a phase may still last.
func (a *aim) delay(target string) time.Duration {
	if _, ok := a.reach[target]; !ok {
		a.reach[target] = 1
	}
	return time.Duration(a.reach[target] * float64(a.lasts[rough(target)]))
}

// correct takes note of whether a shot hit or came too late.
func (a *aim) correct(target string, hit bool) {
	if hit {
		a.reach[target] = min(1, a.reach[target]*1.2)
	} else {
		a.reach[target] *= 0.6
	}
}

// glance is the pause between two looks at an import.
const glance = 300 * time.Microsecond

// outcome is what came of a shot.
type outcome int

const (
	early outcome = iota
	late
	hit
)

// shoot kills the server when an import is in a phase, at a random moment of it. It
// stops the server to look closely; if that was too early, the server goes on, and
// if it was too late, the import does so to its end and shoot returns false.
func (l *lane) shoot(t *testing.T, id writ.UploadID, target string) bool {
	t.Helper()
	w := watching{aim: l.aim}
	for deadline := time.Now().Add(stepPatience); time.Now().Before(deadline); time.Sleep(glance) {
		now := l.sight(t, id)
		if now.state.Ended() {
			return false
		}
		w.see(rough(now.phase(nil)))
		brief := target == "waiting" // it is over so soon that the server is led there step by step
		if w.passed || w.phase != rough(target) && (!brief || w.phase != "") {
			continue
		}
		if wait := l.aim.delay(target); !w.waited && !brief && wait > 0 {
			time.Sleep(time.Duration(l.r.Int64N(int64(wait))))
			w.waited = true
			continue
		}
		stopped := time.Now()
		switch w.disturbed = true; l.kill(t, id, target) {
		case hit:
			l.aim.correct(target, true)
			return true
		case late:
			l.aim.correct(target, false)
			w.passed = true
		case early:
			if !brief { // it runs at least half of the time
				time.Sleep(time.Since(stopped))
			}
		}
	}
	log, _ := os.ReadFile(l.dir + ".log") // as much of it as there is
	t.Fatalf("the import that was to die in %s does not get to its end: %+v, last seen in %q; the server's log: %s", target, l.upload(t, id), w.phase, log[max(0, len(log)-lastWords):])
	return false
}

// watching is what was seen of one import.
type watching struct {
	aim       *aim
	phase     string // roughly
	since     time.Time
	disturbed bool // it was stopped in this phase
	waited    bool
	passed    bool // the phase in which it was to die
}

// see takes note of the rough phase that an import is in.
func (w *watching) see(phase string) {
	if phase == w.phase {
		return
	}
	if w.phase != "" && !w.disturbed {
		w.aim.learn(w.phase, time.Since(w.since))
	}
	w.phase, w.since, w.disturbed = phase, time.Now(), false
}

// kill stops the server and kills it if the import is in a phase now.
func (l *lane) kill(t *testing.T, id writ.UploadID, target string) outcome {
	t.Helper()
	process := l.server.cmd.Process
	if err := process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	phase := l.sight(t, id).phase(func() []string { return l.names(t) })
	if phase == target {
		l.accounted(t, id)
		l.close(t)
		l.end(t, syscall.SIGKILL)
		return hit
	}
	if err := process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if phase == "" || phase == "loading" {
		return early
	}
	return late
}
