package inputtable

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// View is a branch of an input table as its data table has it. Nothing in it may be
// changed.
type View struct {
	Input   *writ.InputTable
	Columns []writ.InputColumn // in their order, those that were removed too
	Kind    writ.InputKind
	Parent  *writ.InputParent
	Head    int64 // number of the last edit that is logged
	Mark    int64 // number of the last edit that is applied to this branch
	Publish int64 // number of the last publish, 0 if there was none
	Data    *writ.DataTable
	Flags   int64 // how many values wait beside their cells
	Held    []*editlog.Entry
	Problem *writ.Problem // why edits are not applied
}

// view is somebody who waits for a View.
type view struct {
	ctx    context.Context
	branch writ.Branch
	since  time.Duration
	upto   int64 // 0 until the table is open
	done   chan viewed
}

type viewed struct {
	v   *View
	err error
}

// viewFor is how long a View waits until everything that is logged is applied.
const viewFor = 2 * time.Second

// View returns a branch of an input table once everything that was logged before is
// applied, opening the table if need be. If that takes longer than two seconds, or
// cannot be, it is CodeUnavailable and says why.
func (ws *Writers) View(ctx context.Context, id writ.InputTableID, b writ.Branch) (*View, error) {
	w, err := ws.writerOf(ctx, id)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, ws.opt.Patience+viewFor)
	defer cancel()
	v := &view{ctx: ctx, branch: b, done: make(chan viewed, 1)}
	err = w.ask(ctx, func() {
		t := w.table(id)
		v.since = ws.opt.Uptime()
		w.idle = v.since
		t.views = append(t.views, v)
		w.touched[t] = true
	})
	if err != nil {
		return nil, err
	}
	select {
	case r := <-v.done:
		return r.v, r.err
	case <-ctx.Done():
		return nil, writ.Wrap(writ.CodeUnavailable, "inputtable.View", context.Cause(ctx), "The input table could not be opened in time.").WithHint("Try again.")
	}
}

// answerViews answers those for whom everything is applied that they have to see,
// and those who have waited too long.
func (t *table) answerViews() {
	st := t.st
	if st == nil {
		return
	}
	rest := t.views[:0]
	for _, v := range t.views {
		b, err := st.branchFor(v.branch)
		if err != nil {
			v.done <- viewed{nil, err}
			continue
		}
		if v.upto == 0 {
			v.upto = st.logged
		}
		switch {
		case v.ctx.Err() != nil:
		case len(b.pending) == 0 || b.pending[0].entry.Num > v.upto:
			v.done <- viewed{b.view(), nil}
		case b.problem != nil || t.w.ws.opt.Uptime()-v.since > viewFor:
			v.done <- viewed{nil, b.behind()}
		default:
			rest = append(rest, v)
		}
	}
	t.views = rest
	if len(rest) > 0 && !t.timed {
		t.timed = true
		t.w.later(viewFor, func() {
			t.timed = false
			t.w.touched[t] = true
		})
	}
}

// behind says why the data table is not where it should be.
func (b *branch) behind() error {
	e := writ.Errorf(writ.CodeUnavailable, "inputtable.View", "Edits are logged, but the data table does not have them yet.").WithHint("Try again in a moment.")
	if b.problem != nil {
		e.Message += " " + b.problem.Message
		if b.problem.Hint != "" {
			e.Hint = b.problem.Hint
		}
	}
	return e
}

func (b *branch) view() *View {
	v := &View{
		Input: b.st.input, Columns: b.columnsOnly().Columns, Head: b.st.logged, Mark: b.mark.Num, Publish: b.state.Publish,
		Data:  b.data,
		Flags: int64(len(b.state.Flags)), Kind: b.state.Kind, Parent: b.state.Parent, Problem: b.problem,
	}
	for _, e := range b.state.Held {
		v.Held = append(v.Held, e)
	}
	return v
}

// reachWarehouse makes a place of the warehouse of a connection.
func (ws *Writers) reachWarehouse(ctx context.Context, c writ.ConnectionID) (*place, error) {
	w, destinations, err := ws.opt.Reach(ctx, c)
	if err != nil {
		return nil, err
	}
	l, err := ws.editLog(ctx, c)
	if err != nil {
		return nil, err
	}
	return ws.placeIn(w, destinations, l), nil
}
