package journal

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Rows are the values of the rows of a data table, by row and column.
type Rows map[string]map[string]string

// ReadRows reads a data table. table is how SQL names it; columns are the names in
// the data table of the columns of people, by their ids.
func (w Warehouse) ReadRows(ctx context.Context, table string, columns map[string]string) (Rows, error) {
	ids := slices.Sorted(maps.Keys(columns))
	names := []string{"DS_ROW_ID"}
	for _, id := range ids {
		names = append(names, columns[id])
	}
	rows, err := w.DB.QueryContext(ctx, "SELECT "+w.names(names...)+" FROM "+table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := Rows{}
	for rows.Next() {
		row := make([]sql.NullString, len(ids)+1)
		into := make([]any, len(row))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		values := map[string]string{}
		for i, id := range ids {
			if row[i+1].Valid {
				values[id] = row[i+1].String
			}
		}
		all[row[0].String] = values
	}
	return all, rows.Err()
}

// Result counts what was checked. Faults says, in sentences, what is not as it was
// promised; no more than a hundred are kept.
type Result struct {
	Acknowledged int // edits in journals
	Entries      int // accepted
	Void         int
	Faults       []string
}

func (r *Result) fault(format string, args ...any) {
	if len(r.Faults) < 100 {
		r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
	}
}

// Check compares what was acknowledged with the log of an input table and with its
// data table, which has to hold everything that the log says.
func Check(id string, lines []Line, entries []*Entry, data Rows) *Result {
	live := accepted(entries)
	r := &Result{Acknowledged: len(lines), Entries: len(live), Void: len(entries) - len(live)}
	r.chain(id, live)
	r.promises(lines, live)
	r.order(lines)
	r.table(live, data)
	return r
}

// chain demands that accepted entries are numbered without gaps and bound to each
// other.
func (r *Result) chain(id string, live []*Entry) {
	prev := ""
	for i, e := range live {
		if e.Num != int64(i+1) {
			r.fault("after %d comes the number %d", i, e.Num)
			return
		}
		if wrong := e.sealed(id, prev); wrong != "" {
			r.fault("entry %d: %s", e.Num, wrong)
		}
		prev = e.meta.Hash
	}
}

// promises demands that every acknowledged edit is there, at its number, once.
func (r *Result) promises(lines []Line, live []*Entry) {
	at := map[int64]*Entry{}
	times := map[string]int{}
	for _, e := range live {
		at[e.Num] = e
		for _, c := range slices.Concat(e.adds, e.updates) {
			for _, cell := range c.Values {
				for _, value := range cell {
					times[value]++
				}
			}
		}
	}
	for _, l := range lines {
		switch e := at[l.Num]; {
		case e == nil:
			r.fault("lost: %+v; there is no entry of that number that counts", l)
		case !e.does(l):
			r.fault("lost: %+v; the entry of that number is another: %.200s", l, e.Text)
		case l.Value != "" && times[l.Value] != 1:
			r.fault("there %d times: %+v", times[l.Value], l)
		}
	}
}

// does tells whether an entry is the edit that was acknowledged.
func (e *Entry) does(l Line) bool {
	if l.Value == "" {
		return slices.Contains(e.removes, l.Row)
	}
	return slices.ContainsFunc(slices.Concat(e.adds, e.updates), func(c change) bool {
		for _, value := range c.Values[l.Column] {
			return c.ID == l.Row && value == l.Value
		}
		return false
	})
}

// order demands that edits of one editor were logged in the order in which they
// were sent.
func (r *Result) order(lines []Line) {
	last := map[string]Line{}
	for _, l := range lines {
		before, known := last[l.Editor]
		if known && (l.Seq <= before.Seq || l.Num <= before.Num) {
			r.fault("out of order: %+v after %+v", l, before)
		}
		last[l.Editor] = l
	}
}

// table demands that the data table is what the accepted entries make, in the
// columns that it was read with.
func (r *Result) table(live []*Entry, data Rows) {
	want := Rows{}
	for _, e := range live {
		for _, c := range e.adds {
			want[c.ID] = map[string]string{}
		}
		for _, c := range slices.Concat(e.adds, e.updates) {
			if row, there := want[c.ID]; there {
				c.into(row)
			}
		}
		for _, row := range e.removes {
			delete(want, row)
		}
	}
	for id, row := range want {
		if got, there := data[id]; !there {
			r.fault("the data table has no row %s", id)
		} else if !maps.Equal(got, row) {
			r.fault("the data table has %s in row %s, and the log says %s", show(got), id, show(row))
		}
	}
	for id := range data {
		if _, there := want[id]; !there {
			r.fault("the data table has a row %s, which is not in the log", id)
		}
	}
}

// into sets the values of a row.
func (c change) into(row map[string]string) {
	for column, cell := range c.Values {
		delete(row, column)
		for _, value := range cell {
			row[column] = value
		}
	}
}

func show(row map[string]string) string {
	var parts []string
	for _, column := range slices.Sorted(maps.Keys(row)) {
		parts = append(parts, fmt.Sprintf("%s=%q", column, row[column]))
	}
	return strings.Join(parts, " ")
}
