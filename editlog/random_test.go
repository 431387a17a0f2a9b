package editlog_test

import (
	"os"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/editlog/editlogtest"
)

// pairs counts in how many histories one operation comes somewhere before another,
// and right before it.
type pairs struct{ before, next map[[2]string]int }

func (p *pairs) count(entries []*editlog.Entry) {
	had := map[[2]string]bool{}
	seen := map[string]bool{}
	right := map[[2]string]bool{}
	for i, e := range entries {
		kind := e.Edit.Kind()
		for k := range seen {
			had[[2]string{k, kind}] = true
		}
		if seen[kind] = true; i > 0 {
			right[[2]string{entries[i-1].Edit.Kind(), kind}] = true
		}
	}
	for k := range had {
		p.before[k]++
	}
	for k := range right {
		p.next[k]++
	}
}

// kinds are all operations.
var kinds = []string{
	"createDatasheet", "addColumn", "updateColumn", "removeColumn", "setRules",
	"addRow", "addRows", "updateRow", "updateRows", "removeRow", "removeRows", "refuse", "refuses",
	"publish", "takeOver", "hold", "release", "discard", "checkpoint", "redacted",
}

var branches = []writ.Branch{writ.BranchDraft, writ.BranchPublished}

// draw draws 200 histories and returns how many it drew; as many as WRIT_HISTORIES
// says in `make prove`, where each operation has to come right after each other one
// in 100 of them.
func draw(t *testing.T, opt editlogtest.Options, check func(*rapid.T, []*editlog.Entry)) int {
	t.Helper()
	want, drawn := 200, 0
	if s := os.Getenv("WRIT_HISTORIES"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		want = n
	}
	for drawn < want && !t.Failed() {
		rapid.Check(t, func(t *rapid.T) {
			entries := editlogtest.Draw(t, opt)
			drawn++
			check(t, entries)
		})
	}
	return drawn
}

func TestFoldOfRandomHistoriesIsTheModels(t *testing.T) {
	t.Parallel()
	p := &pairs{before: map[[2]string]int{}, next: map[[2]string]int{}}
	drawn := draw(t, editlogtest.Options{}, func(t *rapid.T, entries []*editlog.Entry) {
		p.count(entries)
		for _, b := range branches {
			got, want := editlogtest.RenderState(editlog.Fold(entries, b)), editlogtest.Render(entries, b)
			if got != want {
				t.Fatalf("%s\n%s\nis\n%s\nnot\n%s", texts(entries), b, got, want)
			}
		}
	})
	counts, least := p.before, 100
	if drawn >= 10_000 {
		counts = p.next
	}
	for _, a := range kinds {
		for _, b := range kinds {
			if n := counts[[2]string{a, b}]; n < least {
				t.Errorf("%s before %s: in %d of %d histories only", a, b, n, drawn)
			}
		}
	}
}

func texts(entries []*editlog.Entry) string {
	var s string
	for _, e := range entries {
		s += strconv.FormatInt(e.Num, 10) + " " + string(e.Meta.Branch) + " " + e.Text + "\n"
	}
	return s
}

// keeper follows a log as a writer does: it has in memory what an entry touches, and
// everything else in a data table.
type keeper struct {
	t       *rapid.T
	state   *editlog.State
	data    map[writ.RowID]*editlog.Row
	flags   map[editlog.CellRef]*editlog.Flag
	waiting []*editlog.Entry
	all     []*editlog.Entry
	again   int // how often it began again
}

func newKeeper(t *rapid.T, b writ.Branch) *keeper {
	return &keeper{t: t, state: editlog.NewState(b), data: map[writ.RowID]*editlog.Row{}, flags: map[editlog.CellRef]*editlog.Flag{}}
}

func (k *keeper) follow(e *editlog.Entry) {
	k.all = append(k.all, e)
	if e.Edit.Publish != nil && k.state.Branch == writ.BranchPublished {
		for _, w := range k.waiting {
			if !k.with(w, func() error { k.state.Admit(w); return nil }) {
				return
			}
		}
		k.waiting = nil
	}
	if !k.state.Concerns(e) {
		k.waiting = append(k.waiting, e)
	}
	k.with(e, func() error { return k.state.Step(e) })
}

// with gives the state the rows that e touches and takes them back. It begins again
// if e is more than that.
func (k *keeper) with(e *editlog.Entry, do func() error) bool {
	if k.state.Concerns(e) || k.state.Num >= e.Num {
		if k.state.Whole(e) {
			k.again++
			k.begin()
			return false
		}
	}
	touched := k.state.Touches(e)
	for _, id := range touched {
		if row := k.data[id]; row != nil {
			k.state.Rows[id] = row
		}
	}
	k.state.Flags = k.flags
	if err := do(); err != nil {
		k.t.Fatal(err)
	}
	for _, id := range touched {
		delete(k.data, id)
	}
	for id, row := range k.state.Rows {
		if !slices.Contains(touched, id) {
			k.t.Fatalf("entry %d: row %s was not said to be touched", e.Num, id)
		}
		k.data[id] = row
	}
	clear(k.state.Rows)
	return true
}

func (k *keeper) begin() {
	b := k.state.Branch
	k.state = editlog.Fold(k.all, b)
	k.data, k.flags = k.state.Rows, k.state.Flags
	k.state.Rows, k.waiting = map[writ.RowID]*editlog.Row{}, nil
	for _, e := range k.all {
		if e.Num > k.state.Publish && !k.state.Concerns(e) {
			k.waiting = append(k.waiting, e)
		}
	}
}

func TestFollowingEntryByEntryIsFold(t *testing.T) {
	t.Parallel()
	for _, noRetype := range []bool{false, true} {
		followed, again := 0, 0
		draw(t, editlogtest.Options{NoRetype: noRetype}, func(t *rapid.T, entries []*editlog.Entry) {
			for _, b := range branches {
				k := newKeeper(t, b)
				for i, e := range entries {
					k.follow(e)
					followed++
					s := k.state.Clone()
					s.Rows = k.data
					got, want := editlogtest.RenderState(s), editlogtest.RenderState(editlog.Fold(entries[:i+1], b))
					if got != want {
						t.Fatalf("%s\n%s after %d\nis\n%s\nnot\n%s", texts(entries), b, e.Num, got, want)
					}
				}
				again += k.again
			}
		})
		if again == 0 || again > followed/5 {
			t.Errorf("began again %d times in %d entries", again, followed)
		}
	}
}
