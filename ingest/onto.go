package ingest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// What to do when a file changes the columns of the table that it goes into: stop
// before anything is made, or go on.
const (
	SchemaStop   = "stop"
	SchemaAccept = "accept"
)

// Onto is the table that an import changes, as it is, and how.
type Onto struct {
	Change      writ.TableChange // replace, append or upsert
	Version     int64
	Path        writ.Path // where its rows are
	Columns     []writ.TableColumn
	Rows        int64
	Certificate Certificate
	Key         []string // labels; for an upsert
	Accept      bool     // changes of the columns
	// Part is where the rows of the file are put before they are merged with those
	// of the table: an object as Job.Object is. A replace needs none.
	Part *writ.ManagedObject
}

// merges tells whether rows of the table stay.
func (o *Onto) merges() bool { return o != nil && o.Change != writ.ChangeReplace }

// certified is what a column of the table is certified to hold.
func (o *Onto) certified(i int) (e expectation, known bool) {
	for _, c := range o.Certificate.Columns {
		if c.Physical != o.Columns[i].Physical {
			continue
		}
		var err1, err2 error
		e.nulls = c.ReadBackNulls
		e.values, err1 = strconv.ParseUint(c.ReadBackChecksum, 16, 64)
		e.positions, err2 = strconv.ParseUint(c.ReadBackPositions, 16, 64)
		e.placed = err2 == nil
		return e, err1 == nil
	}
	return e, false
}

// blank tells whether a column of the table has no value at all.
func (o *Onto) blank(i int) bool {
	e, known := o.certified(i)
	return known && e.nulls == o.Rows
}

// CheckKey refuses, naming the field key, a key that names a column which a table
// does not have, or has several of, or one twice.
func CheckKey(columns []writ.TableColumn, key []string) error {
	seen := map[int]bool{}
	for _, label := range key {
		i := find(columns, label)
		if i < 0 {
			return writ.Invalid("ingest.CheckKey", "key", "The table has no column %q.", label).WithHint("It has %s.", listed(columns))
		}
		if slices.ContainsFunc(columns[i+1:], func(c writ.TableColumn) bool { return c.Name == columns[i].Name }) {
			return writ.Invalid("ingest.CheckKey", "key", "The table has several columns named %q; which of them is the key cannot be told.", label)
		}
		if seen[i] {
			return writ.Invalid("ingest.CheckKey", "key", "The key names the column %q twice.", label)
		}
		seen[i] = true
	}
	return nil
}

// find returns the column of that label, or the only one that differs from it in
// case and outer blanks alone; -1 if there is none.
func find(columns []writ.TableColumn, label string) int {
	return match([]writ.TableColumn{{Name: label}}, arrivals(columns))[0]
}

// Match finds for each of some columns that of others which has its label, else the
// only one that differs from it in case and outer blanks alone; -1 if there is none.
func Match(columns, others []writ.TableColumn) []int { return match(columns, arrivals(others)) }

// arrivals takes columns for those of a file, to be matched.
func arrivals(columns []writ.TableColumn) []arrival {
	out := make([]arrival, len(columns))
	for i, c := range columns {
		out[i].label = c.Name
	}
	return out
}

func listed(columns []writ.TableColumn) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// check refuses what no acceptance can help. All is well with a new table, nil.
func (o *Onto) check(p *plan, limits driver.Capabilities, platform string) error {
	const op = "ingest.Import"
	if o == nil {
		return nil
	}
	for _, label := range o.Key {
		if i := find(o.Columns, label); !p.hasInFile(i) {
			return writ.Invalid(op, "key", "The file has no column %q, by which its rows are to be told apart.", label)
		}
	}
	if n := len(p.columns) + 1; limits.MaxColumns > 0 && n > limits.MaxColumns {
		return writ.Errorf(writ.CodeInvalid, op, "The table would have %s; %s takes %d, one of which numbers the rows.",
			countColumns(n-1), platform, limits.MaxColumns).WithHint("Leave new columns out.")
	}
	return nil
}

// accept refuses what the file would do to the columns of the table unless that is
// accepted, and always what has no type in common with the table.
func (o *Onto) accept(p *plan) error {
	const op = "ingest.Import"
	if o == nil {
		return nil
	}
	for _, c := range p.changes {
		if c.Refused {
			return writ.Invalid(op, "options.columns", "%s", c.Note).
				WithHint("Choose %s for this column, so that what does not fit goes to the list of rejected values, or replace the table.", c.From.Kind)
		}
	}
	if len(p.changes) == 0 || o.Accept {
		return nil
	}
	e := writ.Errorf(writ.CodeConflict, op, "The file would change the columns of the table: %s.", sayChanges(p.changes)).
		WithHint("Accept that, leave the columns out or choose other types for them, or mend the file.")
	e.Field = "onSchemaChange"
	return e
}

// sayChanges lists changes for people.
func sayChanges(changes []writ.SchemaChange) string {
	out := make([]string, len(changes))
	for i, c := range changes {
		switch {
		case c.From == nil:
			out[i] = fmt.Sprintf("%s is new (%s)", c.Column, c.To)
		case c.To == nil:
			out[i] = fmt.Sprintf("%s is missing", c.Column)
		case *c.From == *c.To:
			out[i] = strings.TrimSuffix(c.Note, ".")
		default:
			out[i] = fmt.Sprintf("%s is %s instead of %s", c.Column, c.To, c.From)
		}
	}
	return strings.Join(out, "; ")
}
