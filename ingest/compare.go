package ingest

import (
	"context"
	"fmt"

	"github.com/writ-dev/writ/warehouse"
)

// compare proves in the warehouse what an upsert made, and returns how many rows of
// the file are new and how many took the place of others:
//
//   - Every row of the file is in the result under its key, with its values; no
//     other row of the result has one of these keys.
//   - Of the table's rows, by their numbers, all are there, as many differ as differ
//     from the row of the file with their key, and none differs in a column that the
//     file lacks. Those that the file changes do differ, by the first rule; so no
//     other does.
func (m *merger) compare(ctx context.Context) (inserted, updated int64, err error) {
	known, err := m.difference(ctx, m.base, m.file, m.key, m.pairs(func(c planned) bool { return c.base >= 0 && !c.blank && c.file >= 0 }))
	if err != nil {
		return 0, 0, err
	}
	inserted, updated = known.Added, known.Same+known.Changed
	of, err := m.difference(ctx, m.file, m.result, m.key, m.pairs(func(c planned) bool { return c.file >= 0 }))
	if err != nil {
		return 0, 0, err
	}
	if of.Same != m.part.rows || of.Removed != 0 {
		return 0, 0, m.wrong(fmt.Sprintf("%d of the %d rows of the file are there", of.Same, m.part.rows))
	}
	old, err := m.difference(ctx, m.base, m.result, nil, m.pairs(func(c planned) bool { return c.base >= 0 && !c.blank }))
	if err != nil {
		return 0, 0, err
	}
	if old.Removed != 0 || old.Added != inserted || old.Changed != known.Changed {
		return 0, 0, m.wrong(fmt.Sprintf("%d rows of the table are gone, %d are new instead of %d, %d changed instead of %d",
			old.Removed, old.Added, inserted, old.Changed, known.Changed))
	}
	return inserted, updated, m.compareKept(ctx)
}

// compareKept proves that no row of the table has changed in a column that the file
// lacks.
func (m *merger) compareKept(ctx context.Context) error {
	columns := m.pairs(func(c planned) bool { return c.base >= 0 && c.file < 0 })
	if len(columns) == 0 {
		return nil
	}
	kept, err := m.difference(ctx, m.base, m.result, nil, columns)
	if err == nil && kept.Changed != 0 {
		err = m.wrong(fmt.Sprintf("%d rows changed in columns that the file lacks", kept.Changed))
	}
	return err
}

// difference compares two of the tables, by key or by row number.
func (m *merger) difference(ctx context.Context, a, b warehouse.Source, key []string, columns []warehouse.Pair) (*warehouse.Difference, error) {
	c := warehouse.Comparison{A: a, B: b, Columns: columns}
	for _, k := range key {
		c.Key = append(c.Key, warehouse.Pair{A: k, B: k})
	}
	return m.job.Warehouse.Compare(ctx, m.job.Object.As, c)
}

// pairs are the columns of the plan that are asked for: they have one name in all
// tables.
func (m *merger) pairs(wanted func(planned) bool) []warehouse.Pair {
	var out []warehouse.Pair
	for _, c := range m.staged.plan.columns {
		if wanted(c) {
			out = append(out, warehouse.Pair{A: c.Physical, B: c.Physical})
		}
	}
	return out
}
