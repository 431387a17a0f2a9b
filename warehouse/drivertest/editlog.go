package drivertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// editor is a Conn with the powers that input tables need.
type editor interface {
	platform
	driver.EditLogger
	driver.EditTables
}

// editor opens a Conn for input tables with the values of some user.
func (e *exam) editor(t *testing.T, values map[string]string) editor {
	t.Helper()
	c, ok := e.openAs(t, values).(editor)
	if !ok {
		t.Fatal("the Conn is not an EditLogger and an EditTables")
	}
	return c
}

func (e *exam) inputTables(t *testing.T) {
	t.Helper()
	if !e.caps.InputTables {
		t.Skip("this platform keeps no input tables")
	}
}

// newLog returns an empty edit log and a Conn of its owner.
func (e *exam) newLog(t *testing.T) (editor, writ.Path) {
	t.Helper()
	c, path := e.editor(t, e.Owner), e.NewDestination(t).Child(writ.EditLogName("0198-f"))
	if err := c.CreateLog(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return c, path
}

// logAt is when the first entry of an exam's log was accepted.
var logAt = time.Date(2026, 1, 31, 13, 5, 0, 123456000, time.UTC)

// logRows are entries from to upto of a table, a second apart.
func logRows(table string, from, upto int) []driver.LogRow {
	var rows []driver.LogRow
	for n := from; n <= upto; n++ {
		rows = append(rows, driver.LogRow{
			Table: table, Num: int64(n), At: logAt.Add(time.Duration(n) * time.Second),
			Edit: fmt.Sprintf(`{"updateRow":{"id":"r%d","values":{"c1":{"text":"It's \"%d\""}}}}`, n, n), Metadata: fmt.Sprintf(`{"v":1,"member":"m%d"}`, n%3),
		})
	}
	return rows
}

func (e *exam) append(t *testing.T, c editor, log writ.Path, rows ...driver.LogRow) {
	t.Helper()
	if err := c.AppendLog(t.Context(), log, rows); err != nil {
		t.Fatalf("append of %d rows: %v", len(rows), err)
	}
}

// readLog returns a range of a log.
func (e *exam) readLog(t *testing.T, c editor, log writ.Path, r driver.LogRange) []driver.LogRow {
	t.Helper()
	var rows []driver.LogRow
	if err := c.ReadLog(t.Context(), log, r, func(row driver.LogRow) error { rows = append(rows, row); return nil }); err != nil {
		t.Fatalf("read %+v: %v", r, err)
	}
	return rows
}

// holds demands that a range of a log is exactly some rows.
func (e *exam) holds(t *testing.T, c editor, log writ.Path, r driver.LogRange, want []driver.LogRow) {
	t.Helper()
	got := e.readLog(t, c, log, r)
	if len(got) != len(want) {
		t.Errorf("%+v: got %d rows, want %d", r, len(got), len(want))
		return
	}
	for i := range want {
		if g, w := got[i], want[i]; g.Table != w.Table || g.Num != w.Num || !g.At.Equal(w.At) || g.At.Location() != time.UTC || g.Edit != w.Edit || g.Metadata != w.Metadata {
			t.Errorf("%+v: row %d is %.300q, want %.300q", r, i, fmt.Sprint(g), fmt.Sprint(w))
		}
	}
}

// examEditLog demands that an edit log keeps what it took, whole and in order.
func examEditLog(t *testing.T, e *exam) {
	e.inputTables(t)
	for _, part := range []struct {
		name string
		run  func(*testing.T, *exam)
	}{
		{"create", examLogCreate},
		{"ranges", examLogRanges},
		{"texts", examLogTexts},
		{"refused texts", examLogRefusals},
		{"a number that is taken", examLogTaken},
		{"many", examLogMany},
		{"at once", examLogTogether},
		{"redact", examLogRedact},
		{"stopped reading", examLogStopped},
		{"canceled", examLogCanceled},
		{"roles", examLogRoles},
		{"network", examLogNetwork},
	} {
		t.Run(part.name, func(t *testing.T) { t.Parallel(); part.run(t, e) })
	}
}

func examLogCreate(t *testing.T, e *exam) {
	c, log := e.newLog(t)
	wantClass(t, c.CreateLog(t.Context(), log), driver.ClassExists)
	if err := e.warehouse(t, e.Owner).CheckLog(t.Context(), writ.ServiceAccount(), log); err != nil {
		t.Errorf("a new log is not as it has to be: %v", err)
	}
	e.holds(t, c, log, driver.LogRange{}, nil)
	e.append(t, c, log) // nothing at all

	absent := log.Parent().Child("SIGDS_WAL_absent")
	wantClass(t, c.AppendLog(t.Context(), absent, logRows("t", 1, 1)), driver.ClassNotFound)
	wantClass(t, c.ReadLog(t.Context(), absent, driver.LogRange{}, nil), driver.ClassNotFound)

	altered := log.Parent().Child("SIGDS_WAL_altered")
	e.load(t, c, altered, []driver.Column{{Name: driver.LogTable, Type: writ.Type{Kind: writ.KindText}}, {Name: driver.LogNum, Type: writ.Type{Kind: writ.KindText}}, {Name: "more", Type: writ.Type{Kind: writ.KindText}}}, nil)
	err := e.warehouse(t, e.Owner).CheckLog(t.Context(), writ.ServiceAccount(), altered)
	if writ.CodeOf(err) != writ.CodeConflict {
		t.Fatalf("an altered log: got %v", err)
	}
	for _, word := range []string{driver.LogNum, driver.LogTime, driver.LogEdit, driver.LogMetadata, "more"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%v: does not say what is wrong with %s", err, word)
		}
	}
}

// examLogRanges reads every range of a log that was not written in order.
func examLogRanges(t *testing.T, e *exam) {
	c, log := e.newLog(t)
	a, b := logRows("0198-a", 1, 5), logRows("0198-B", 1, 3)
	e.append(t, c, log, a[0], b[0], a[1])
	e.append(t, c, log, b[2], b[1])
	e.append(t, c, log, a[4], a[2], a[3])
	for _, tt := range []struct {
		r    driver.LogRange
		want []driver.LogRow
	}{
		{driver.LogRange{}, slices.Concat(b, a)}, // byte by byte
		{driver.LogRange{Table: "0198-a"}, a},
		{driver.LogRange{Table: "0198-A"}, nil},
		{driver.LogRange{Table: "0198-a "}, nil},
		{driver.LogRange{Table: "0198-a", After: 3}, a[3:]},
		{driver.LogRange{Table: "0198-a", After: 5}, nil},
		{driver.LogRange{Table: "0198-a", Upto: 2}, a[:2]},
		{driver.LogRange{Table: "0198-a", After: 1, Upto: 4, Limit: 2}, a[1:3]},
		{driver.LogRange{After: 2}, slices.Concat(b[2:], a[2:])},
		{driver.LogRange{Since: a[2].At}, slices.Concat(b[2:], a[2:])},
		{driver.LogRange{Table: "0198-B", Since: b[2].At.Add(time.Microsecond)}, nil},
		{driver.LogRange{Contains: `"r4"`}, a[3:4]},
		{driver.LogRange{Contains: `It's \"2\"`}, []driver.LogRow{b[1], a[1]}},
		{driver.LogRange{Contains: `it's`}, nil},
		{driver.LogRange{Contains: `r%`}, nil},
		{driver.LogRange{Contains: `r_`}, nil},
		{driver.LogRange{Table: "0198-a", Contains: `"m0"`}, a[2:3]},
	} {
		e.holds(t, c, log, tt.r, tt.want)
	}
}

// examLogTexts keeps every text, long ones too, and times to the microsecond.
func examLogTexts(t *testing.T, e *exam) {
	c, log := e.newLog(t)
	var rows []driver.LogRow
	for i, text := range append(e.texts(), strings.Repeat("é", 1<<19), "A", "a") {
		at := logAt.Add(time.Duration(i) * time.Microsecond)
		if i == 0 {
			at = time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
		}
		rows = append(rows, driver.LogRow{Table: "t", Num: int64(i + 1), At: at, Edit: text, Metadata: text + "."})
	}
	rows[1].Num = 1<<63 - 1
	e.append(t, c, log, rows...)
	want := append(append(rows[:1:1], rows[2:]...), rows[1])
	e.holds(t, c, log, driver.LogRange{}, want)
}

// examLogRefusals demands that one text that cannot be kept takes all others of its
// statement with it.
func examLogRefusals(t *testing.T, e *exam) {
	c, log := e.newLog(t)
	bad := []string{"\xff"}
	if !e.caps.NULInText {
		bad = append(bad, "a\x00b")
	}
	for _, text := range bad {
		rows := logRows("t", 1, 3)
		rows[1].Edit = text
		wantClass(t, c.AppendLog(t.Context(), log, rows), driver.ClassValue)
	}
	e.holds(t, c, log, driver.LogRange{}, nil)
}

// examLogTaken appends numbers that are taken. Where the platform enforces keys
// nothing of that is there, and elsewhere all of it.
func examLogTaken(t *testing.T, e *exam) {
	c, log := e.newLog(t)
	first := logRows("t", 1, 3)
	e.append(t, c, log, first...)
	again := logRows("t", 3, 5)
	again[0].At = again[0].At.Add(time.Microsecond)
	want := first
	if err := c.AppendLog(t.Context(), log, again); err == nil {
		want = append(first, again...)
	} else {
		wantClass(t, err, driver.ClassExists)
	}
	e.holds(t, c, log, driver.LogRange{}, want)
	e.append(t, c, log, logRows("u", 3, 3)...) // another table's numbers are its own
}

// examLogMany appends and reads many rows, and some that are wide.
func examLogMany(t *testing.T, e *exam) {
	c, log := e.newLog(t)
	const n = 20_000
	rows := logRows("t", 1, n)
	for _, at := range []int{10, 500, n - 1} {
		rows[at].Edit = strings.Repeat("x", 1<<20)
	}
	e.append(t, c, log, rows...)
	e.holds(t, c, log, driver.LogRange{Table: "t"}, rows)
}

// examLogTogether lets many append at once, each to a table of its own.
func examLogTogether(t *testing.T, e *exam) {
	const writers, each = 8, 10
	c, log := e.newLog(t)
	together(writers, func(w int) {
		for i := range each {
			rows := logRows(fmt.Sprint(w), 2*i+1, 2*i+2)
			if err := retried(func() error { return c.AppendLog(t.Context(), log, rows) }); err != nil {
				t.Errorf("writer %d: %v", w, err)
			}
		}
	})
	for w := range writers {
		e.holds(t, c, log, driver.LogRange{Table: fmt.Sprint(w)}, logRows(fmt.Sprint(w), 1, 2*each))
	}
}

func examLogRedact(t *testing.T, e *exam) {
	c, log := e.newLog(t)
	rows := append(logRows("t", 1, 3), logRows("u", 2, 2)...)
	e.append(t, c, log, rows...)
	w, as := e.warehouse(t, e.Owner), writ.ServiceAccount()
	const note = `{"redacted":{"by":"a@b.c"}}`
	if err := w.RedactLog(t.Context(), as, log, rows[1], note); err != nil {
		t.Fatal(err)
	}
	if err := w.RedactLog(t.Context(), as, log, rows[1], "{}"); writ.CodeOf(err) != writ.CodeConflict {
		t.Errorf("a row that is no longer so: got %v", err)
	}
	rows[1].Edit = note
	e.holds(t, c, log, driver.LogRange{}, rows)
}

// examLogStopped ends the reading of a log in the middle.
func examLogStopped(t *testing.T, e *exam) {
	c, log := e.newLog(t)
	e.append(t, c, log, logRows("t", 1, 5000)...)
	enough := errors.New("enough")
	n := 0
	err := c.ReadLog(t.Context(), log, driver.LogRange{}, func(driver.LogRow) error {
		if n++; n == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 3 {
		t.Errorf("got %v after %d rows", err, n)
	}
	e.alive(t, c)
}

func examLogCanceled(t *testing.T, e *exam) {
	c, log := e.newLog(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantClass(t, c.AppendLog(ctx, log, logRows("t", 1, 1)), driver.ClassCanceled)
	wantClass(t, c.ReadLog(ctx, log, driver.LogRange{}, nil), driver.ClassCanceled)
	e.holds(t, c, log, driver.LogRange{}, nil)
}

// examLogRoles demands that whoever writes data tables can do nothing to the log.
func examLogRoles(t *testing.T, e *exam) {
	if e.Users == nil {
		t.Skip("this platform has no users")
	}
	c, log := e.newLog(t)
	rows := logRows("t", 1, 2)
	e.append(t, c, log, rows...)
	stranger, d := e.dataRole(t)
	wantClass(t, stranger.AppendLog(t.Context(), log, logRows("t", 3, 3)), driver.ClassPrivilege)
	wantClass(t, stranger.ReadLog(t.Context(), log, driver.LogRange{}, func(driver.LogRow) error { return nil }), driver.ClassPrivilege)
	_, err := stranger.RedactLog(t.Context(), log, rows[0], "{}")
	wantClass(t, err, driver.ClassPrivilege)
	wantClass(t, stranger.DropData(t.Context(), driver.Data{Path: log, Mark: d.Child("SIGDS_mark")}), driver.ClassPrivilege)
	_, err = stranger.CopyData(t.Context(), driver.Data{Path: log, Mark: log}, dataAt(d), nil, driver.Mark{})
	wantClass(t, err, driver.ClassPrivilege)
	e.empty(t, c, d)
	e.holds(t, c, log, driver.LogRange{}, rows)
}

// examLogNetwork loses the connection while rows are appended, after ever more
// bytes. They are there as a whole or not at all, and not after an error that says
// so.
func examLogNetwork(t *testing.T, e *exam) {
	if e.Network == nil {
		t.Skip("no network lies between Writ and this platform")
	}
	direct, log := e.newLog(t)
	rows := logRows("t", 1, 2000)
	var seen [2]int
	for i, n := range []int64{1, 200, 10_000, 100_000, 150_000, 1 << 40} {
		values, p := e.Network.Proxied(t)
		c := e.editor(t, values)
		if err := c.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n < 1<<40 {
			p.CutAfterBytes(n)
		} else {
			p.CutAfter([]byte(`"id":"r2000"`)) // what is sent last
		}
		mine := slices.Clone(rows)
		for j := range mine {
			mine[j].Table = fmt.Sprint(i)
		}
		err := c.AppendLog(t.Context(), log, mine)
		wantClass(t, err, driver.ClassLost, driver.ClassUncertain)
		e.alive(t, c)
		there := e.settled(t, direct, log, mine)
		if there != 0 && there != len(mine) {
			t.Errorf("cut after %d bytes: %d of %d rows are there", n, there, len(mine))
		}
		seen[min(there, 1)]++
	}
	if seen[0] == 0 {
		t.Error("the connection never broke before everything was sent")
	}
}

// settled waits until the server has done with what a broken connection sent, and
// tells how many rows are there.
func (e *exam) settled(t *testing.T, c editor, log writ.Path, rows []driver.LogRow) int {
	t.Helper()
	deadline, there := writ.SystemClock().Add(300*time.Millisecond), 0
	for there == 0 && writ.SystemClock().Before(deadline) {
		there = len(e.readLog(t, c, log, driver.LogRange{Table: rows[0].Table}))
		time.Sleep(20 * time.Millisecond)
	}
	return there
}
