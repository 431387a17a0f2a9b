package editlog

import (
	"errors"

	"github.com/writ-dev/writ"
)

// operation is one of those edits that are rare enough for package encoding/json.
type operation struct {
	name  string
	body  func(e *Edit) any // nil if e is another
	begin func(e *Edit) any // makes e that operation
}

func rarely[T any](name string, field func(e *Edit) **T) operation {
	return operation{
		name: name,
		body: func(e *Edit) any {
			if b := *field(e); b != nil {
				return b
			}
			return nil
		},
		begin: func(e *Edit) any {
			*field(e) = new(T)
			return *field(e)
		},
	}
}

var rare = []operation{
	rarely("createDatasheet", func(e *Edit) **Create { return &e.Create }),
	rarely("addColumn", func(e *Edit) **AddColumn { return &e.AddColumn }),
	rarely("updateColumn", func(e *Edit) **UpdateColumn { return &e.UpdateColumn }),
	rarely("removeColumn", func(e *Edit) **RemoveColumn { return &e.RemoveColumn }),
	rarely("setRules", func(e *Edit) **SetRules { return &e.SetRules }),
	rarely("publish", func(e *Edit) **Publish { return &e.Publish }),
	rarely("takeOver", func(e *Edit) **TakeOver { return &e.TakeOver }),
	rarely("hold", func(e *Edit) **Hold { return &e.Hold }),
	rarely("release", func(e *Edit) **Release { return &e.Release }),
	rarely("discard", func(e *Edit) **Discard { return &e.Discard }),
	rarely("checkpoint", func(e *Edit) **Checkpoint { return &e.Checkpoint }),
}

// Kind is the name of the operation in JSON: "addRow", or "addRows" for more than
// one; "" of an edit that does nothing.
func (e Edit) Kind() string {
	switch {
	case len(e.UpdateRows) > 0:
		return plural("updateRow", len(e.UpdateRows))
	case len(e.AddRows) > 0:
		return plural("addRow", len(e.AddRows))
	case len(e.RemoveRows) > 0:
		return plural("removeRow", len(e.RemoveRows))
	case len(e.Refuse) > 0:
		return plural("refuse", len(e.Refuse))
	case e.Redacted != nil:
		return "redacted"
	}
	rarer := e // so that only these edits cost an allocation
	for _, o := range rare {
		if o.body(&rarer) != nil {
			return o.name
		}
	}
	return ""
}

func plural(name string, n int) string {
	if n > 1 {
		return name + "s"
	}
	return name
}

// set counts the fields of e that are set.
func (e *Edit) set() int {
	n := 0
	for _, is := range [...]bool{len(e.AddRows) > 0, len(e.UpdateRows) > 0, len(e.RemoveRows) > 0, len(e.Refuse) > 0, e.Redacted != nil} {
		if is {
			n++
		}
	}
	for _, o := range rare {
		if o.body(e) != nil {
			n++
		}
	}
	return n
}

// MarshalJSON renders e as EDIT keeps it. An edit of none or several operations is
// an error, as is text that is not UTF-8.
func (e Edit) MarshalJSON() ([]byte, error) {
	w := &writer{}
	w.edit(&e)
	return w.buf, w.err
}

func (w *writer) edit(e *Edit) {
	if e.set() != 1 {
		w.fail(errors.New("an edit is exactly one operation"))
		return
	}
	w.raw(`{"` + e.Kind() + `":`)
	switch {
	case len(e.UpdateRows) > 0:
		several(w, e.UpdateRows, w.rowUpdate)
	case len(e.AddRows) > 0:
		several(w, e.AddRows, w.rowAdd)
	case len(e.RemoveRows) > 0:
		several(w, e.RemoveRows, func(id writ.RowID) { w.text(string(id)) })
	case len(e.Refuse) > 0:
		several(w, e.Refuse, w.refusal)
	case e.Redacted != nil:
		w.redaction(e.Redacted)
	}
	for _, o := range rare {
		if body := o.body(e); body != nil {
			w.json(body)
		}
	}
	w.raw("}")
}

// several appends one thing as it is, and more as a list.
func several[T any](w *writer, all []T, one func(T)) {
	if len(all) == 1 {
		one(all[0])
		return
	}
	w.list(len(all), func(i int) { one(all[i]) })
}

func (w *writer) redaction(d *Redaction) {
	w.raw(`{"by":`)
	w.text(d.By)
	w.raw(`,"at":`)
	w.text(d.At)
	w.raw(`,"reason":`)
	w.text(d.Reason)
	w.raw(`,"edit":`)
	if d.Edit == nil || d.Edit.Redacted != nil {
		w.fail(errors.New("a redaction holds what is left of another edit"))
		return
	}
	w.edit(d.Edit)
	w.raw("}")
}

// UnmarshalJSON reads what MarshalJSON wrote. It is strict: names that are not
// known, several operations, or values that are none of their type are an error.
func (e *Edit) UnmarshalJSON(b []byte) error {
	r := &reader{in: string(b)}
	*e = r.edit()
	return r.end()
}

func (r *reader) edit() Edit {
	var e Edit
	operations := 0
	r.members(func(name string) {
		if operations++; operations > 1 {
			r.fail("an edit is exactly one operation")
			return
		}
		r.operation(name, &e)
	})
	if operations == 0 {
		r.fail("an edit is exactly one operation")
	}
	return e
}

func (r *reader) operation(name string, e *Edit) {
	switch name {
	case "updateRow":
		e.UpdateRows = []RowUpdate{r.rowUpdate()}
	case "updateRows":
		e.UpdateRows = many(r, r.rowUpdate)
	case "addRow":
		e.AddRows = []RowAdd{r.rowAdd()}
	case "addRows":
		e.AddRows = many(r, r.rowAdd)
	case "removeRow":
		e.RemoveRows = []writ.RowID{r.rowID()}
	case "removeRows":
		e.RemoveRows = many(r, r.rowID)
	case "refuse":
		e.Refuse = []Refusal{r.refusal()}
	case "refuses":
		e.Refuse = many(r, r.refusal)
	case "redacted":
		e.Redacted = r.redaction()
	default:
		for _, o := range rare {
			if o.name == name {
				r.json(o.begin(e))
				return
			}
		}
		r.fail("there is no operation %s", shown(name))
	}
}

// many reads a list of at least two.
func many[T any](r *reader, one func() T) []T {
	var all []T
	r.items(func() { all = append(all, one()) })
	if len(all) < 2 {
		r.fail("a bulk edit is of at least two rows")
	}
	return all
}

func (r *reader) rowID() writ.RowID {
	id := writ.RowID(r.own())
	if id == "" {
		r.fail("the id of a row is missing")
	}
	return id
}

var (
	rowFields     = []string{"id", "position", "values", "seen"}
	refusalFields = []string{"row", "column", "value", "rule", "reason"}
	redactFields  = []string{"by", "at", "reason", "edit"}
)

func (r *reader) rowAdd() RowAdd {
	var a RowAdd
	r.fields(rowFields[:3], func(i int) {
		switch i {
		case 0:
			a.ID = r.rowID()
		case 1:
			a.Position = r.own()
		case 2:
			a.Values = r.cells()
		}
	})
	if a.ID == "" {
		r.fail("the id of a row is missing")
	}
	return a
}

func (r *reader) rowUpdate() RowUpdate {
	var u RowUpdate
	r.fields(rowFields, func(i int) {
		switch i {
		case 0:
			u.ID = r.rowID()
		case 1:
			u.Position = r.own()
		case 2:
			u.Values = r.cells()
		case 3:
			u.Seen = r.cells()
		}
	})
	if u.ID == "" {
		r.fail("the id of a row is missing")
	}
	return u
}

func (r *reader) refusal() Refusal {
	var f Refusal
	r.fields(refusalFields, func(i int) {
		switch i {
		case 0:
			f.Row = r.rowID()
		case 1:
			f.Column = writ.ColumnID(r.own())
		case 2:
			f.Value = r.cell()
		case 3:
			f.Rule = writ.InputRule(r.own())
		case 4:
			f.Reason = r.own()
		}
	})
	if f.Row == "" || f.Column == "" {
		r.fail("the cell of a refused value is missing")
	}
	return f
}

func (r *reader) redaction() *Redaction {
	d := &Redaction{}
	r.fields(redactFields, func(i int) {
		switch i {
		case 0:
			d.By = r.own()
		case 1:
			d.At = r.own()
		case 2:
			d.Reason = r.own()
		case 3:
			left := r.edit()
			d.Edit = &left
		}
	})
	if d.Edit == nil || d.Edit.Redacted != nil {
		r.fail("a redaction holds what is left of another edit")
	}
	return d
}
