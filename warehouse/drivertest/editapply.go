package drivertest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examDataValues puts every value of every type into a data table, by an insert and
// by an update.
func examDataValues(t *testing.T, e *exam) {
	d := e.newData(t, "")
	changes, samples := d.changes(), e.samples()
	var longest int
	for i, s := range samples {
		c := driver.Column{Name: fmt.Sprintf("v%d", i), Type: s.typ}
		if err := d.AddColumn(t.Context(), d.Data, c); err != nil {
			t.Fatal(err)
		}
		d.columns = append(d.columns, c)
		longest = max(longest, len(s.values))
	}
	changes.Columns = d.columns
	for n := range longest + 1 {
		r := row(fmt.Sprintf("r%03d", n), n)
		for _, s := range samples {
			if n < len(s.values) {
				r = append(r, writ.Text(s.values[n]))
			} else {
				r = append(r, writ.Null())
			}
		}
		changes.Inserts = append(changes.Inserts, r)
	}
	d.apply(t, changes)
	d.same(t)
	for i := range samples { // all values of one column move to the next row
		c, rows := d.changes(), changes.Inserts
		values := map[string]writ.Value{}
		for n := range rows {
			values[rows[(n+1)%len(rows)][0].Text] = rows[n][7+i]
		}
		c.Updates = append(c.Updates, d.update(d.columns[7+i].Name, values))
		d.apply(t, c)
	}
	d.same(t)
}

func examDataRefusals(t *testing.T, e *exam) {
	d := e.newData(t, "name text")
	d.apply(t, d.insert(row("a", 1, writ.Text("x"))))
	bad := []string{"\xff"}
	if !e.caps.NULInText {
		bad = append(bad, "a\x00b")
	}
	for _, text := range bad {
		c := d.insert(row("b", 2, writ.Text("good")), row("c", 3, writ.Text(text)))
		_, err := d.Apply(t.Context(), c)
		wantClass(t, err, driver.ClassValue)
		for _, word := range []string{"name", "row c"} {
			if err != nil && !strings.Contains(err.Error(), word) {
				t.Errorf("%v: does not say %s", err, word)
			}
		}
		c = d.changes()
		c.Updates = []driver.RowUpdates{d.update("name", map[string]writ.Value{"a": writ.Text(text)})}
		_, err = d.Apply(t.Context(), c)
		wantClass(t, err, driver.ClassValue)
	}
	d.same(t)
}

// examDataReads finds rows by their ids, by their values and by their place.
func examDataReads(t *testing.T, e *exam) {
	d := e.newData(t, "")
	samples := e.samples()
	for i, s := range samples {
		c := driver.Column{Name: fmt.Sprintf("v%d", i), Type: s.typ}
		if err := d.AddColumn(t.Context(), d.Data, c); err != nil {
			t.Fatal(err)
		}
		d.columns = append(d.columns, c)
	}
	values := e.dataValues(t, d.Path.Parent())
	w, as := e.warehouse(t, values), writ.ServiceAccount()
	if p, err := w.Positions(t.Context(), as, d.Path, ""); err != nil || p != (warehouse.Positions{}) {
		t.Errorf("positions of no rows: %+v, %v", p, err)
	}
	c := d.insert()
	for n := range 40 {
		r := row(fmt.Sprintf("r%02d", n), 2*n)
		for _, s := range samples {
			r = append(r, writ.Text(s.values[n%len(s.values)]))
		}
		c.Inserts = append(c.Inserts, r)
	}
	d.apply(t, c)

	got, err := w.RowsByID(t.Context(), as, d.Path, []string{writ.EditNumColumn}, []string{"r07", "r39", "R07", "no", "'"})
	slices.SortFunc(got, func(a, b []writ.Value) int { return strings.Compare(a[0].Text, b[0].Text) })
	if want := [][]writ.Value{{writ.Text("r07"), integer(14)}, {writ.Text("r39"), integer(78)}}; err != nil || !sameTable(got, want) {
		t.Errorf("by id: %v, %v", got, err)
	}
	for i, s := range samples {
		switch s.typ.Kind {
		case writ.KindText, writ.KindInteger, writ.KindDecimal, writ.KindBoolean, writ.KindDate, writ.KindTimestamp:
			e.findsValues(t, w, d, 7+i, s)
		}
	}
	for at, want := range map[string]warehouse.Positions{
		"":         {First: "a000000", Last: "a000078"},
		"a000000":  {First: "a000000", Last: "a000078", After: "a000002"},
		"a000003":  {First: "a000000", Last: "a000078", Before: "a000002", After: "a000004"},
		"a000004":  {First: "a000000", Last: "a000078", Before: "a000002", After: "a000006"},
		"A":        {First: "a000000", Last: "a000078", After: "a000000"},
		"a000078~": {First: "a000000", Last: "a000078", Before: "a000078"},
	} {
		if p, err := w.Positions(t.Context(), as, d.Path, at); err != nil || p != want {
			t.Errorf("around %q: %+v, %v, want %+v", at, p, err, want)
		}
	}
}

// findsValues looks for each value of a column, and demands exactly the rows that
// hold it.
func (e *exam) findsValues(t *testing.T, w *warehouse.Warehouse, d *dataTable, column int, s sample) {
	t.Helper()
	for _, v := range s.values {
		want := 0
		for _, r := range d.want {
			if r[column].Text == v {
				want++
			}
		}
		got, err := w.ValuesIn(t.Context(), writ.ServiceAccount(), d.Path, d.columns[column], []writ.Value{writ.Text(v)})
		if err != nil || len(got) != want {
			t.Errorf("%s %.60q: found in %d rows, want %d, %v", s.typ, v, len(got), want, err)
		}
		for _, r := range got {
			if !sameCell(s.typ.Kind, r[1].Text, v) || d.want[r[0].Text] == nil {
				t.Errorf("%s %.60q: found %s", s.typ, v, show(r))
			}
		}
	}
}

// examDataGuard applies changes from marks where the table is not.
func examDataGuard(t *testing.T, e *exam) {
	d := e.newData(t, "name text")
	first := d.insert(row("a", 1, writ.Text("x")))
	first.To = driver.Mark{Num: 5, Term: 3, Generation: 1}
	d.apply(t, first)
	for name, change := range map[string]func(c *driver.Changes){
		"the same again":        func(c *driver.Changes) { *c = first },
		"from before":           func(c *driver.Changes) { c.From.Num-- },
		"from after":            func(c *driver.Changes) { c.From.Num++ },
		"another generation":    func(c *driver.Changes) { c.From.Generation++ },
		"a lower term":          func(c *driver.Changes) { c.To.Term-- },
		"a lower term, knowing": func(c *driver.Changes) { c.From.Term--; c.To.Term-- },
	} {
		c := d.insert(row("b", 2, writ.Text("y")))
		c.Updates = []driver.RowUpdates{d.update("name", map[string]writ.Value{"a": writ.Text("z")})}
		change(&c)
		if applied, err := d.Apply(t.Context(), c); applied || err != nil {
			t.Errorf("%s: applied %v, %v", name, applied, err)
		}
		d.same(t)
	}
	next := d.changes() // nothing but the mark, by a writer of a later term who has not fenced
	next.To.Term = 9
	d.apply(t, next)
	d.same(t)
	last := d.changes()
	last.Deletes = []string{"a"}
	d.apply(t, last)
	d.same(t)
}

// examDataFence demands that nobody of a lower term applies anything after a fence.
func examDataFence(t *testing.T, e *exam) {
	d := e.newData(t, "name text")
	late := d.insert(row("late", 1, writ.Text("x")))
	for _, term := range []int64{4, 4, 7} {
		m, err := d.Fence(t.Context(), d.Data, term)
		d.mark.Term = term
		if err != nil || m != d.mark {
			t.Fatalf("fence %d: %+v, %v, want %+v", term, m, err, d.mark)
		}
	}
	if applied, err := d.Apply(t.Context(), late); applied || err != nil {
		t.Errorf("a late apply: %v, %v", applied, err)
	}
	_, err := d.Fence(t.Context(), d.Data, 6)
	wantClass(t, err, driver.ClassConflict)
	d.same(t)
	d.apply(t, d.insert(row("now", 1, writ.Text("x"))))
	d.same(t)
	_, err = d.Fence(t.Context(), driver.Data{Path: d.Path, Mark: d.Path.Parent().Child("SIGDS_absent")}, 9)
	wantClass(t, err, driver.ClassNotFound)
}

// examDataAltered applies changes to rows that somebody else has deleted: all or
// nothing.
func examDataAltered(t *testing.T, e *exam) {
	d := e.newData(t, "name text")
	d.apply(t, d.insert(row("a", 1, writ.Text("x")), row("b", 2, writ.Text("y"))))
	update, remove := d.changes(), d.changes()
	update.Columns, update.Inserts = d.columns, [][]writ.Value{row("c", 3, writ.Text("z"))}
	update.Updates = []driver.RowUpdates{d.update("name", map[string]writ.Value{"a": writ.Text("1"), "gone": writ.Text("2")})}
	remove.Deletes = []string{"b", "gone"}
	for _, c := range []driver.Changes{update, remove} {
		applied, err := d.Apply(t.Context(), c)
		wantClass(t, err, driver.ClassConflict)
		if applied {
			t.Error("it was applied")
		}
		d.same(t)
	}
}

// examDataRace lets two writers apply from the same mark again and again.
func examDataRace(t *testing.T, e *exam) {
	d := e.newData(t, "name text")
	for round := range 20 {
		var won atomic.Int64
		winner := make([]driver.Changes, 2)
		together(2, func(w int) {
			c := d.insert(row(fmt.Sprintf("r%d-%d", round, w), round, writ.Text("x")))
			var applied bool
			err := retried(func() (err error) { applied, err = d.Apply(t.Context(), c); return err })
			if err != nil {
				t.Errorf("writer %d: %v", w, err)
			}
			if applied {
				won.Add(1)
				winner[w] = c
			}
		})
		if won.Load() != 1 {
			t.Fatalf("%d writers applied from one mark", won.Load())
		}
		for _, c := range winner {
			if c.Inserts != nil {
				d.made(c)
			}
		}
	}
	d.same(t)
}

// examDataKilled stops applies at every moment. What they were to do is done or
// not, as the mark says after a fence, which waits for what is under way.
func examDataKilled(t *testing.T, e *exam) {
	d := e.newData(t, "name text")
	for i := range 30 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*time.Millisecond)
		c := d.some(i, 300)
		applied, err := d.Apply(ctx, c)
		cancel()
		if err != nil {
			wantClass(t, err, driver.ClassTimeout, driver.ClassUncertain)
		}
		d.decide(t, c, applied, err)
	}
}

// some are changes of every kind: n rows, of which those of the round before are
// changed and those before that deleted.
func (d *dataTable) some(round, n int) driver.Changes {
	c := d.insert()
	values := map[string]writ.Value{}
	for i := range n {
		c.Inserts = append(c.Inserts, row(fmt.Sprintf("r%d-%d", round, i), i, writ.Text(strings.Repeat("x", 100))))
	}
	for id, r := range d.want {
		if r[7].Text == "changed" {
			c.Deletes = append(c.Deletes, id)
		} else {
			values[id] = writ.Text("changed")
		}
	}
	if len(values) > 0 {
		c.Updates = []driver.RowUpdates{d.update("name", values)}
	}
	return c
}

// decide finds out what became of an apply, which has to agree with what it said.
func (d *dataTable) decide(t *testing.T, c driver.Changes, applied bool, err error) {
	t.Helper()
	m, ferr := d.Fence(t.Context(), d.Data, c.To.Term+1)
	if ferr != nil {
		t.Fatal(ferr)
	}
	happened := m.Num == c.To.Num
	uncertain := warehouse.ClassOf(err) == driver.ClassUncertain
	if !happened && m.Num != c.From.Num || happened != applied && !uncertain {
		t.Fatalf("the mark is at %d of %d to %d, and the apply said %v, %v", m.Num, c.From.Num, c.To.Num, applied, err)
	}
	if happened {
		d.made(c)
	}
	d.mark.Term = m.Term
	d.same(t)
}

// examDataNetwork loses the connection while changes are applied.
func examDataNetwork(t *testing.T, e *exam) {
	if e.Network == nil {
		t.Skip("no network lies between Writ and this platform")
	}
	d := e.newData(t, "name text")
	for i, n := range []int64{1, 300, 5000, 20_000, 40_000, 60_000, 80_000} {
		values, p := e.Network.Proxied(t)
		e.as(values, e.dataValues(t, d.Path.Parent()))
		c := e.editor(t, values)
		if err := c.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		changes := d.some(i, 300)
		p.CutAfterBytes(n)
		applied, err := c.Apply(t.Context(), changes)
		if err != nil {
			wantClass(t, err, driver.ClassLost, driver.ClassUncertain)
		}
		d.decide(t, changes, applied, err)
	}
}

// as replaces the user of connection values by that of others.
func (e *exam) as(values, user map[string]string) {
	for _, name := range append(e.Driver.Spec().Secrets(), "user") {
		if v, ok := user[name]; ok {
			values[name] = v
		}
	}
}

// examDataWide changes rows of a thousand columns, and cells of a megabyte.
func examDataWide(t *testing.T, e *exam) {
	const width = 1000
	d := e.newData(t, "")
	var columns []driver.Column
	first, second := row("a", 1), row("b", 2)
	for i := range width - 7 {
		columns = append(columns, driver.Column{Name: fmt.Sprintf("c%d", i), Type: writ.Type{Kind: writ.KindBoolean}})
		first, second = append(first, writ.Text("true")), append(second, writ.Null())
	}
	columns[0].Type, first[7], second[7] = writ.Type{Kind: writ.KindText}, writ.Text(strings.Repeat("é", 1<<19)), writ.Text("")
	wide := e.dataOf(t, d.editor, driver.Data{Path: d.Path.Parent().Child("SIGDS_w"), Mark: d.Path.Parent().Child("SIGDS_wm")}, columns, d.mark)
	wide.apply(t, wide.insert(first, second))
	wide.same(t)
	c := wide.changes()
	c.Updates = []driver.RowUpdates{{Columns: wide.columns, Rows: [][]writ.Value{slices.Concat(second[:1], first[1:])}}}
	wide.apply(t, c)
	wide.same(t)
}

// examDataMany changes a hundred thousand rows at once.
func examDataMany(t *testing.T, e *exam) {
	const n = 100_000
	d := e.newData(t, "name text, n integer, at timestamp")
	c := d.insert()
	for i := range n {
		c.Inserts = append(c.Inserts, row(fmt.Sprintf("r%06d", i), i, writ.Text(fmt.Sprintf("name of %d", i)), integer(i), writ.Text("2026-01-31 13:05:00")))
	}
	d.apply(t, c)
	c = d.changes()
	u := driver.RowUpdates{Columns: []driver.Column{d.columns[0], d.columns[6], d.columns[8]}}
	for i := range n {
		id := writ.Text(fmt.Sprintf("r%06d", i))
		if i%10 == 0 {
			c.Deletes = append(c.Deletes, id.Text)
		} else {
			u.Rows = append(u.Rows, []writ.Value{id, integer(n + i), integer(-i)})
		}
	}
	c.Updates = []driver.RowUpdates{u}
	d.apply(t, c)
	d.same(t)
}
