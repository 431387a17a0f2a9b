package app

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/warehouse"
)

// VersionDifference is how a version of a table differs from an earlier or later
// one. Columns are the labels of what the sample shows: the columns of the other
// version, then those that it lacks.
type VersionDifference struct {
	warehouse.Difference
	Columns []string
	Changes []writ.SchemaChange
}

// maxSample is how many rows a comparison shows at most.
const maxSample = 1000

// CompareVersions compares a version of a table with another, 0 being the current
// one: rows of the first that the other lacks are removed. The key are labels of
// columns by which two rows are the same, none: rows of the same number are.
func (a *App) CompareVersions(ctx context.Context, actor Actor, id writ.TableID, number, with int64, key []string, limit int) (*VersionDifference, error) {
	const op = "app.CompareVersions"
	before, err := a.locateVersion(ctx, op, actor, access.ViewDocuments, access.ViewDocument, id, number)
	if err != nil {
		return nil, err
	}
	after, err := a.locateVersion(ctx, op, actor, access.ViewDocuments, access.ViewDocument, id, with)
	if err != nil {
		return nil, err
	}
	if err := before.reachable(op); err != nil {
		return nil, err
	}
	o, err := a.open(before.conn)
	if err != nil {
		return nil, err
	}
	c, err := newComparison(o.w, before.table, after.table, key)
	if err != nil {
		return nil, err
	}
	c.Limit = min(max(limit, 0), maxSample)
	d, err := o.w.Compare(tagged(ctx, actor), after.object.As, c.Comparison)
	if err != nil {
		return nil, a.discreet(ctx, actor, pathsOf(before.destinations), gone(op, before.table, err))
	}
	a.used(before.object.ID)
	a.used(after.object.ID)
	return c.show(d), nil
}

// comparison is one of two versions of a table.
type comparison struct {
	warehouse.Comparison
	shown   []shownColumn
	changes []writ.SchemaChange
}

// shownColumn is a column of the sample, in each version; nil where it is absent.
// Values that cannot be compared are two columns of the comparison: second is
// where the later ones are, -1 if they are one.
type shownColumn struct {
	before, after *writ.TableColumn
	second        int
}

// newComparison pairs the columns of two versions by their labels.
func newComparison(w *warehouse.Warehouse, before, after *writ.Table, key []string) (*comparison, error) {
	c := &comparison{}
	c.A = warehouse.Source{Path: before.Path, Columns: columnsOf(before)}
	c.B = warehouse.Source{Path: after.Path, Columns: columnsOf(after)}
	var apart []warehouse.Pair
	columns := len(after.Columns)
	earlier := ingest.Match(after.Columns, before.Columns)
	taken := map[int]bool{}
	for i := range after.Columns {
		s := shownColumn{after: &after.Columns[i], second: -1}
		pair := warehouse.Pair{B: s.after.Physical}
		if at := earlier[i]; at >= 0 {
			taken[at] = true
			s.before, pair.A = &before.Columns[at], before.Columns[at].Physical
		}
		c.shown = append(c.shown, s)
		c.Columns = append(c.Columns, pair)
		c.note(s)
	}
	for i := range before.Columns {
		if !taken[i] {
			s := shownColumn{before: &before.Columns[i], second: -1}
			c.shown = append(c.shown, s)
			c.Columns = append(c.Columns, warehouse.Pair{A: s.before.Physical})
			c.note(s)
		}
	}
	for i, s := range c.shown[:columns] {
		if s.before != nil && !w.Comparable(s.before.Type, s.after.Type) {
			c.shown[i].second = len(c.Columns) + len(apart)
			apart = append(apart, warehouse.Pair{B: s.after.Physical})
			c.Columns[i].B = ""
		}
	}
	c.Columns = append(c.Columns, apart...)
	return c, c.match(key)
}

// note keeps what a column has become.
func (c *comparison) note(s shownColumn) {
	change := writ.SchemaChange{Column: s.label()}
	if s.before != nil {
		change.From = &s.before.Type
	}
	if s.after != nil {
		change.To = &s.after.Type
	}
	if change.From == nil || change.To == nil || *change.From != *change.To {
		c.changes = append(c.changes, change)
	}
}

func (s shownColumn) label() string {
	if s.after != nil {
		return s.after.Name
	}
	return s.before.Name
}

// match finds the columns of the key.
func (c *comparison) match(key []string) error {
	for _, label := range key {
		found := false
		for i, s := range c.shown {
			if s.label() == label && c.Columns[i].A != "" && c.Columns[i].B != "" {
				c.Key = append(c.Key, c.Columns[i])
				found = true
			}
		}
		if !found {
			return writ.Invalid("app.CompareVersions", "key", "Both versions need a column %q of one type for it to be in the key.", strings.TrimSpace(label))
		}
	}
	return nil
}

// show puts the sample in order, as the files wrote its values.
func (c *comparison) show(d *warehouse.Difference) *VersionDifference {
	out := &VersionDifference{Difference: *d, Changes: c.changes, Columns: make([]string, len(c.shown))}
	for i, s := range c.shown {
		out.Columns[i] = s.label()
	}
	for i, r := range d.Sample {
		out.Sample[i].Before, out.Sample[i].After = c.cells(r.Before, false), c.cells(r.After, true)
	}
	return out
}

// cells takes the values of one row of the sample to the columns that are shown;
// nil stays nil.
func (c *comparison) cells(values []writ.Value, after bool) []writ.Value {
	if values == nil {
		return nil
	}
	out := make([]writ.Value, len(c.shown))
	for i, s := range c.shown {
		column, at := s.before, i
		if after {
			column, at = s.after, max(i, s.second)
		}
		out[i] = writ.Null()
		if column != nil {
			out[i] = column.Render(values[at])
		}
	}
	return out
}
