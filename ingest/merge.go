package ingest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// phaseMerging is the phase in which the warehouse puts table and file together.
const phaseMerging = "merging"

// merger puts the rows of a file, which were loaded into a table of their own and
// proven there, and those of the table that they go into together, in a third one.
type merger struct {
	job    Job // Object is the result
	staged *Staged
	part   *stored // the file's rows, as read back

	base, file, result warehouse.Source
	key                []string // physical names in the result
}

// merged is a result with what was found out about it.
type merged struct {
	back              *stored
	inserted, updated int64
}

// merge loads what was staged beside the table that it goes into, and makes the
// result of both. After an error neither is there.
func merge(ctx context.Context, job Job, staged *Staged) (*filled, error) {
	beside := job
	beside.Object = job.Onto.Part
	part, err := load(ctx, beside, staged)
	if err != nil {
		return nil, err
	}
	m, err := newMerger(job, staged, part).run(ctx)
	if err != nil {
		return nil, errors.Join(err, drop(ctx, beside))
	}
	if err := drop(ctx, beside); err != nil {
		return nil, errors.Join(err, drop(ctx, job))
	}
	return &filled{part, m}, nil
}

func newMerger(job Job, staged *Staged, part *stored) *merger {
	m := &merger{job: job, staged: staged, part: part}
	m.base = source(job.Onto.Path, job.Onto.Columns)
	m.file = warehouse.Source{Path: job.Onto.Part.Path, Columns: tableColumns(staged)}
	m.result = source(job.Object.Path, staged.plan.table())
	for _, label := range job.Onto.Key {
		i := find(job.Onto.Columns, label) // CheckKey knows that it is there
		m.key = append(m.key, job.Onto.Columns[i].Physical)
	}
	return m
}

// source is a table of Writ's with these columns.
func source(path writ.Path, columns []writ.TableColumn) warehouse.Source {
	s := warehouse.Source{Path: path, Columns: []driver.Column{{Name: writ.RowColumn, Type: rowNumberType}}}
	for _, c := range columns {
		s.Columns = append(s.Columns, driver.Column{Name: c.Physical, Type: c.Type})
	}
	return s
}

// run makes the result and proves it. After an error it is not there.
func (m *merger) run(ctx context.Context) (*merged, error) {
	if err := m.checkKeys(ctx); err != nil {
		return nil, canceled(ctx, err)
	}
	rows := m.job.Onto.Rows + m.part.rows
	if report := m.job.report(phaseMerging, rows); report != nil {
		report(0)
	}
	_, err := m.job.Writer.MergeTable(ctx, m.job.Object, m.recipe())
	if err != nil && writ.CodeOf(err) != writ.CodeUncertain {
		return nil, canceled(ctx, err)
	}
	out, verr := m.prove(ctx)
	if verr == nil {
		return out, nil
	}
	if err != nil {
		verr = err // the table never arrived
	}
	return nil, errors.Join(canceled(ctx, verr), drop(ctx, m.job))
}

// recipe says how the result is made.
func (m *merger) recipe() warehouse.Merge {
	r := warehouse.Merge{Base: m.base, Part: m.file, BaseRows: m.job.Onto.Rows}
	if m.matches() {
		r.Key = m.key
	}
	for _, c := range m.staged.plan.columns {
		column := warehouse.MergeColumn{Column: driver.Column{Name: c.Physical, Type: c.Type}}
		if c.base >= 0 && !c.blank {
			column.Base = c.Physical
		}
		if c.file >= 0 {
			column.Part = c.Physical
		}
		r.Columns = append(r.Columns, column)
	}
	return r
}

// matches tells whether rows of the file may take the place of others: a table
// without rows has none.
func (m *merger) matches() bool { return len(m.key) > 0 && m.job.Onto.Rows > 0 }

// maxDuplicates is how many keys an error names.
const maxDuplicates = 5

// checkKeys refuses keys that do not tell the rows of the file, or of the table,
// apart.
func (m *merger) checkKeys(ctx context.Context) error {
	if len(m.key) == 0 {
		return nil
	}
	for _, s := range []struct {
		where  string
		source warehouse.Source
	}{{"file", m.file}, {"table", m.base}} {
		found, err := m.job.Warehouse.Duplicates(ctx, m.job.Object.As, s.source, m.key, maxDuplicates)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return writ.Invalid("ingest.Import", "key", "%s does not tell the rows of the %s apart: %s.",
				strings.Join(m.job.Onto.Key, ", "), s.where, sayDuplicates(found)).
				WithHint("Choose columns that are unique and never empty in the file and in the table, or mend the file.")
		}
	}
	return nil
}

// sayDuplicates names keys that stand more than once, or hold NULL, with rows.
func sayDuplicates(found []warehouse.Duplicate) string {
	out := make([]string, len(found))
	for i, d := range found {
		values := make([]string, len(d.Key))
		for j, v := range d.Key {
			values[j] = "NULL"
			if !v.Null {
				values[j] = fmt.Sprintf("%q", clip(v.Text, maxWitness))
			}
		}
		out[i] = fmt.Sprintf("%s in row %d", strings.Join(values, ", "), d.Rows[0])
		if len(d.Rows) > 1 {
			out[i] = fmt.Sprintf("%s %d times, first in row %d and last in row %d", strings.Join(values, ", "), d.Count, d.Rows[0], d.Rows[1])
		}
	}
	return strings.Join(out, "; ")
}

// prove reads the result back and compares it with what the table and the file
// were certified to hold.
func (m *merger) prove(ctx context.Context) (*merged, error) {
	out := &merged{inserted: m.part.rows}
	if m.matches() {
		var err error
		if out.inserted, out.updated, err = m.compare(ctx); err != nil {
			return nil, err
		}
	}
	rows := m.job.Onto.Rows + out.inserted
	var err error
	out.back, err = readBack(ctx, m.job.Warehouse, m.job.Object, m.result.Columns, m.job.report("verifying", rows))
	if err != nil {
		return nil, err
	}
	if diff := m.differences(out, rows); diff != "" {
		return nil, m.wrong(diff)
	}
	return out, nil
}

// wrong says that the result is not what it has to be.
func (m *merger) wrong(diff string) error {
	return writ.Errorf(writ.CodeUnsupported, "ingest.Import", "What the warehouse made of the table and the file is not both of them: %s.", diff).
		WithHint("Nothing of it was kept, and the table is as it was. Report this as a fault of Writ.")
}

// differences says, for people, in what the result is not as it has to be; "" if it
// is. Of columns in which an upsert puts values of the file in place of others,
// the sums cannot be foretold: compare has proven those.
func (m *merger) differences(out *merged, rows int64) string {
	var diff []string
	if out.back.rows != rows {
		diff = append(diff, fmt.Sprintf("%d rows instead of %d", out.back.rows, rows))
	}
	if n := &out.back.columns[0]; n.nulls != 0 || n.sums.values != numbersTo(rows) {
		diff = append(diff, "the row numbers have gaps")
	}
	for i, c := range m.staged.plan.columns {
		got := &out.back.columns[i+1]
		want, known := m.expect(c, out)
		switch is := got.checksums(c.Type); {
		case !known:
		case got.nulls != want.nulls:
			diff = append(diff, fmt.Sprintf("%s has %d empty cells instead of %d", c.Name, got.nulls, want.nulls))
		case is.values != want.values:
			diff = append(diff, fmt.Sprintf("values of %s differ", c.Name))
		case want.placed && is.positions != want.positions:
			diff = append(diff, fmt.Sprintf("values of %s stand in other rows", c.Name))
		}
	}
	return strings.Join(diff, "; ")
}

// numbersTo is the checksum of the row numbers from 1 to rows.
func numbersTo(rows int64) uint64 {
	var sum uint64
	var text [maxNumber]byte
	for n := int64(1); n <= rows; n++ {
		sum += xxhash.Sum64(strconv.AppendInt(text[:0], n, 10))
	}
	return sum
}

// expectation is what a column of the result has to hold. Placed says that it is
// known in which rows: certificates of before did not tell.
type expectation struct {
	nulls int64
	sums
	placed bool
}

// expect adds up what a column of the result has to hold; false if that cannot be
// known from what the table and the file hold.
func (m *merger) expect(c planned, out *merged) (expectation, bool) {
	e := expectation{nulls: m.job.Onto.Rows, placed: true}
	if c.base >= 0 && !c.blank {
		var known bool
		if e, known = m.job.Onto.certified(c.base); !known || out.updated > 0 && c.file >= 0 {
			return e, false
		}
	}
	if c.file < 0 {
		e.nulls += out.inserted
		return e, true
	}
	file := m.staged.Columns[c.file]
	e.nulls += file.Nulls - out.updated
	e.merge(sums{file.Checksum, file.Positions}, m.job.Onto.Rows)
	e.placed = e.placed && out.updated == 0
	return e, true
}
