package app

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
)

// HistoryQuery asks what has happened to an input table. Before is the number of the
// edit below which to go on, 0 for the newest.
type HistoryQuery struct {
	Branch writ.Branch
	Want   editlog.Wanted
	Before int64
	Limit  int
}

// InputHistory lists what has happened to an input table, or to a row, column or cell
// of it, newest first; more tells whether there is something before it. The changes of
// one edit stay together, so that there may be more than the limit. It is for those
// who can edit the document: readers are not told what was only in the draft.
func (a *App) InputHistory(ctx context.Context, actor Actor, id writ.InputTableID, q HistoryQuery) (list []editlog.Change, more bool, err error) {
	const op = "app.InputHistory"
	f, _, err := a.editInput(ctx, op, actor, id)
	if err != nil {
		return nil, false, err
	}
	l, err := a.logOfInput(ctx, op, f)
	if err != nil {
		return nil, false, err
	}
	if q.Before > 0 {
		q.Want.To = min(cmp.Or(q.Want.To, q.Before-1), q.Before-1)
		if q.Want.To == 0 {
			return nil, false, nil
		}
	}
	ctx = tagged(ctx, actor)
	survey, err := l.Survey(ctx, id, editlog.Point{})
	if err != nil {
		return nil, false, a.discreet(ctx, actor, f.hidden, err)
	}
	h := editlog.NewHistory(cmp.Or(q.Branch, writ.BranchDraft), survey, q.Want)
	for e, err := range l.Accepted(ctx, id, 0, 0) {
		if err != nil {
			return nil, false, a.discreet(ctx, actor, f.hidden, err)
		}
		changes, goOn := h.Add(e)
		list = append(list, changes...)
		if cut := len(list) - 2*q.Limit; cut > q.Limit { // what is not asked for need not stay in memory
			list, more = slices.Clone(list[cut:]), true
		}
		if !goOn {
			break
		}
	}
	slices.Reverse(list)
	return cutHistory(list, q.Limit, more)
}

// cutHistory keeps the newest changes and all of the edit that the last of them is of.
func cutHistory(list []editlog.Change, limit int, more bool) ([]editlog.Change, bool, error) {
	n := min(limit, len(list))
	for n > 0 && n < len(list) && list[n].Num == list[n-1].Num {
		n++
	}
	return list[:n], more || n < len(list), nil
}

// Restoration says what an input table, or a row, column or cell of it, becomes again:
// what it was at a point, the number of an edit or a time.
type Restoration struct {
	Branch writ.Branch
	To     string
	Row    writ.RowID
	Column writ.ColumnID
	Key    string
}

// Reversal says whose edits are undone: those of a member from one number to another,
// as far as nobody has changed the same since.
type Reversal struct {
	Branch   writ.Branch
	Member   writ.MemberID
	From, To int64
	Key      string
}

// Restored says what was brought back: how many rows were added, changed and removed,
// and what was left as it is because somebody has changed it since.
type Restored struct {
	Answer                  *inputtable.Answer // nil if nothing had to be done
	Added, Changed, Removed int
	Kept                    []editlog.Kept
}

// RestoreInput brings back what was, as an edit like any other.
func (a *App) RestoreInput(ctx context.Context, actor Actor, id writ.InputTableID, r Restoration) (*Restored, error) {
	const op = "app.RestoreInput"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	point, err := pointOf(op, "to", r.To)
	if err != nil {
		return nil, err
	}
	var num int64
	return a.bringBack(ctx, op, actor, id, r.Branch, r.Key, func(ctx context.Context, l *editlog.Log, b writ.Branch, now *editlog.State) (editlog.Plan, *editlog.Cause, error) {
		then, err := l.State(ctx, id, b, point)
		if err != nil {
			return editlog.Plan{}, nil, err
		}
		num = then.Num
		return editlog.Restore(now, then, r.Row, r.Column), &editlog.Cause{Kind: "restore", Num: num}, nil
	})
}

// UndoInput undoes what a member has edited, as an edit like any other.
func (a *App) UndoInput(ctx context.Context, actor Actor, id writ.InputTableID, r Reversal) (*Restored, error) {
	const op = "app.UndoInput"
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return nil, err
	}
	if r.Member == "" || r.From < 1 || r.To < r.From {
		return nil, writ.Invalid(op, "from", "Say whose edits are undone, and from which number to which.")
	}
	return a.bringBack(ctx, op, actor, id, r.Branch, r.Key, func(ctx context.Context, l *editlog.Log, b writ.Branch, _ *editlog.State) (editlog.Plan, *editlog.Cause, error) {
		survey, err := l.Survey(ctx, id, editlog.Point{})
		if err != nil {
			return editlog.Plan{}, nil, err
		}
		u := editlog.NewUndo(b, survey, r.Member, r.From, r.To)
		for e, err := range l.Accepted(ctx, id, 0, 0) {
			if err != nil {
				return editlog.Plan{}, nil, err
			}
			u.Add(e)
		}
		return u.Plan(), &editlog.Cause{Kind: "undo", Num: r.From, To: r.To, Of: r.Member}, nil
	})
}

// planner makes a plan from the log of an input table and what it is now.
type planner func(context.Context, *editlog.Log, writ.Branch, *editlog.State) (editlog.Plan, *editlog.Cause, error)

// bringBack has a plan logged by who may edit the document and enter rows.
func (a *App) bringBack(ctx context.Context, op string, actor Actor, id writ.InputTableID, branch writ.Branch, key string, plan planner) (*Restored, error) {
	if _, _, err := a.editInput(ctx, op, actor, id); err != nil {
		return nil, err
	}
	f, branch, err := a.mayEnter(ctx, op, actor, id, branch)
	if err != nil {
		return nil, err
	}
	l, err := a.logOfInput(ctx, op, f)
	if err != nil {
		return nil, err
	}
	ctx = tagged(ctx, actor)
	now, err := l.State(ctx, id, branch, editlog.Point{})
	if err != nil {
		return nil, a.discreet(ctx, actor, f.hidden, err)
	}
	p, cause, err := plan(ctx, l, branch, now)
	if err != nil {
		return nil, a.discreet(ctx, actor, f.hidden, err)
	}
	out := &Restored{Added: len(p.Add), Changed: len(p.Update), Removed: len(p.Remove), Kept: p.Kept}
	r := f.request(actor, branch, RowEdit{Key: key, Rows: changesOf(p, now)})
	if len(r.Rows) == 0 {
		return out, nil
	}
	r.Cause = cause
	if out.Answer, err = a.writers.Submit(ctx, r); err != nil {
		return nil, a.discreet(ctx, actor, f.hidden, err)
	}
	on := &subject{noun: nounInput, id: string(id), details: []any{
		"cause", cause, "editNum", out.Answer.Last, "added", out.Added, "changed", out.Changed, "removed", out.Removed, "kept", len(p.Kept),
	}}
	return out, a.note(ctx, op, actor, on)
}

// changesOf is a plan as the writer takes it. A row that has its old place again goes
// behind the one that lies before that place now.
func changesOf(p editlog.Plan, now *editlog.State) []inputtable.RowChange {
	rows := make([]*editlog.Row, 0, len(now.Rows))
	for _, r := range now.Rows {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(x, y *editlog.Row) int { return cmp.Compare(x.Position, y.Position) })
	place := func(position string) *inputtable.Place {
		i, _ := slices.BinarySearchFunc(rows, position, func(r *editlog.Row, at string) int { return cmp.Compare(r.Position, at) })
		for i > 0 && slices.Contains(p.Remove, rows[i-1].ID) {
			i--
		}
		if i == 0 {
			return &inputtable.Place{First: true}
		}
		return &inputtable.Place{After: rows[i-1].ID}
	}
	var list []inputtable.RowChange
	slices.SortStableFunc(p.Add, func(x, y editlog.RowAdd) int { return cmp.Compare(x.Position, y.Position) })
	for _, x := range p.Add {
		list = append(list, inputtable.RowChange{Do: inputtable.Insert, Row: x.ID, Values: rawOf(x.Values), Place: place(x.Position)})
	}
	for _, x := range p.Update {
		c := inputtable.RowChange{Do: inputtable.Update, Row: x.ID, Values: rawOf(x.Values), Seen: rawOf(x.Seen)}
		if x.Position != "" {
			c.Place = place(x.Position)
		}
		list = append(list, c)
	}
	for _, id := range p.Remove {
		list = append(list, inputtable.RowChange{Do: inputtable.Delete, Row: id})
	}
	return list
}

func rawOf(cells map[writ.ColumnID]editlog.Cell) map[writ.ColumnID]json.RawMessage {
	if len(cells) == 0 {
		return nil
	}
	raw := make(map[writ.ColumnID]json.RawMessage, len(cells))
	for id, c := range cells {
		raw[id] = c.Raw()
	}
	return raw
}
