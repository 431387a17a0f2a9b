package editlog

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Log is the edit log of a connection where it lies in the warehouse.
type Log struct {
	w    *warehouse.Warehouse
	as   writ.As
	path writ.Path
}

// NewLog makes a Log of the table at a path, reached with the rights of as.
func NewLog(w *warehouse.Warehouse, as writ.As, path writ.Path) *Log {
	return &Log{w: w, as: as, path: path}
}

// Path is where the log lies.
func (l *Log) Path() writ.Path { return l.path }

// Check compares the columns of the log with what they have to be. CodeNotFound if
// it is gone; CodeConflict says what differs.
func (l *Log) Check(ctx context.Context) error { return l.w.CheckLog(ctx, l.as, l.path) }

// Append adds sealed entries in one step, those of all tables that wait. The errors
// are those of warehouse.AppendLog.
func (l *Log) Append(ctx context.Context, entries []*Entry) error {
	rows := make([]driver.LogRow, len(entries))
	for i, e := range entries {
		row, err := e.Row()
		if err != nil {
			return writ.Wrap(writ.CodeInternal, "editlog.Append", err, "Entry %d of the input table %s cannot be logged.", e.Num, e.Table)
		}
		rows[i] = row
	}
	return l.w.AppendLog(ctx, l.as, l.path, rows)
}

var errEnough = errors.New("no more is wanted")

// Rows returns the rows of a range as they lie there, ordered by table, number and
// time. It ends with the first error.
func (l *Log) Rows(ctx context.Context, r driver.LogRange) iter.Seq2[driver.LogRow, error] {
	return func(yield func(driver.LogRow, error) bool) {
		err := l.w.ReadLog(ctx, l.as, l.path, r, func(row driver.LogRow) error {
			if !yield(row, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(driver.LogRow{}, err)
		}
	}
}

// Read calls fn for the entries of a range, ordered by table, number and time, void
// ones too. An error of fn ends it and is returned as it is.
func (l *Log) Read(ctx context.Context, r driver.LogRange, fn func(*Entry) error) error {
	return l.w.ReadLog(ctx, l.as, l.path, r, func(row driver.LogRow) error {
		e, err := Read(row)
		if err != nil {
			return err
		}
		return fn(e)
	})
}

// Accepted returns the accepted entries of a table after the accepted one with the
// number after and its term; 0 and 0 begin at the beginning. It ends with the first
// error.
func (l *Log) Accepted(ctx context.Context, table writ.InputTableID, after, term int64) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		a := NewAcceptor(after, term, nil)
		for row, err := range l.Rows(ctx, driver.LogRange{Table: string(table), After: after}) {
			var e *Entry
			if err == nil {
				e, err = Read(row)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for _, sure := range a.Add(e) {
				if !yield(sure, nil) {
					return
				}
			}
		}
		for _, sure := range a.End() {
			if !yield(sure, nil) {
				return
			}
		}
	}
}

// Head returns how far a table has come, beyond what is known of it.
func (l *Log) Head(ctx context.Context, known writ.InputHead) (writ.InputHead, error) {
	for e, err := range l.Accepted(ctx, known.Table, known.Num, known.Term) {
		if err != nil {
			return writ.InputHead{}, err
		}
		known.Num, known.Term, known.Hash, known.At = e.Num, e.Meta.Term, e.Meta.Hash, e.At
	}
	return known, nil
}

// Keyed says which entries a request with an idempotency key became: those from
// First to Last that have the key.
type Keyed struct {
	Request string // SHA-256 of the request
	Batch   string
	First   int64
	Last    int64
	At      time.Time
}

// Keys returns the idempotency keys of a table's accepted entries since a time.
func (l *Log) Keys(ctx context.Context, table writ.InputTableID, since time.Time) (map[string]*Keyed, error) {
	after, term, err := l.before(ctx, table, since)
	if err != nil {
		return nil, err
	}
	keys := map[string]*Keyed{}
	for e, err := range l.Accepted(ctx, table, after, term) {
		if err != nil {
			return nil, err
		}
		if e.Meta.Key == "" || e.At.Before(since) {
			continue
		}
		k := keys[e.Meta.Key]
		if k == nil {
			k = &Keyed{Request: e.Meta.Request, Batch: e.Meta.Batch, First: e.Num, At: e.At}
			keys[e.Meta.Key] = k
		}
		k.Last = e.Num
	}
	return keys, nil
}

// before returns the number before the first that lies there since a time, and the
// highest term up to there, which some takeOver began.
func (l *Log) before(ctx context.Context, table writ.InputTableID, since time.Time) (after, term int64, err error) {
	first := int64(-1)
	for row, err := range l.Rows(ctx, driver.LogRange{Table: string(table), Since: since, Limit: 1}) {
		if err != nil {
			return 0, 0, err
		}
		first = row.Num
	}
	if first < 0 {
		head, err := l.Head(ctx, writ.InputHead{Table: table})
		return head.Num, head.Term, err
	}
	if first == 1 {
		return 0, 0, nil
	}
	for row, err := range l.Rows(ctx, driver.LogRange{Table: string(table), Upto: first - 1, Contains: `{"takeOver":`}) {
		if err != nil {
			return 0, 0, err
		}
		e, err := Read(row)
		if err != nil {
			return 0, 0, err
		}
		term = max(term, e.Meta.Term)
	}
	return first - 1, term, nil
}

// State is a branch of a table at a point of its history. It reads the log twice and
// holds all rows in memory.
func (l *Log) State(ctx context.Context, table writ.InputTableID, b writ.Branch, p Point) (*State, error) {
	v, err := l.Survey(ctx, table, p)
	if err != nil {
		return nil, err
	}
	f := NewFolding(b, v)
	for e, err := range l.Accepted(ctx, table, 0, 0) {
		if err != nil {
			return nil, err
		}
		if !f.Add(e) {
			break
		}
	}
	return f.State(), nil
}

// Survey reads what has to be known of a table's log before it is folded.
// CodeInvalid if the table was not there yet at p.
func (l *Log) Survey(ctx context.Context, table writ.InputTableID, p Point) (*Survey, error) {
	v := NewSurvey(p)
	for e, err := range l.Accepted(ctx, table, 0, 0) {
		if err != nil {
			return nil, err
		}
		v.Add(e)
	}
	if v.Num == 0 || p.Num > v.Num {
		return nil, writ.Invalid("editlog.Survey", "asOf", "%s", p.missing(v.Num))
	}
	return v, nil
}

// Verify looks for whatever is not right about a table's log. head is how far the
// store knows it to have come.
func (l *Log) Verify(ctx context.Context, head writ.InputHead) (*Verifier, error) {
	v := NewVerifier(head.Table, head)
	for row, err := range l.Rows(ctx, driver.LogRange{Table: string(head.Table)}) {
		if err != nil {
			return nil, err
		}
		v.Add(row)
	}
	v.End()
	return v, nil
}

// Redact replaces EDIT of an entry by what Erase made of it. CodeConflict if it is
// no longer as e has it.
func (l *Log) Redact(ctx context.Context, e *Entry, left Edit) error {
	row, err := e.Row()
	if err != nil {
		return writ.Wrap(writ.CodeInternal, "editlog.Redact", err, "Entry %d cannot be erased.", e.Num)
	}
	text, err := left.MarshalJSON()
	if err != nil {
		return writ.Wrap(writ.CodeInternal, "editlog.Redact", err, "Entry %d cannot be erased.", e.Num)
	}
	return l.w.RedactLog(ctx, l.as, l.path, row, string(text))
}

// missing says that there is nothing at p yet.
func (p Point) missing(head int64) string {
	if p.Num > 0 {
		return fmt.Sprintf("There is no edit %d yet; the last is %d.", p.Num, head)
	}
	return fmt.Sprintf("The table was not there yet at %s.", p.At.UTC().Format(time.RFC3339))
}
