package ingest

import (
	"context"
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// canonicalDialect is how canonical files are written.
var canonicalDialect = Dialect{Encoding: encodingUTF8, Delimiter: ",", Quote: defaultQuote, Escape: defaultQuote, LineEnd: lineEndLF}

// stored is what a table holds, as read back: its rows, and of each column, the
// row numbers first, the NULLs and the checksum.
type stored struct {
	rows    int64
	columns []column
}

// readBack streams a whole table out of the warehouse through the reader that
// read the file.
func readBack(ctx context.Context, w *warehouse.Warehouse, o *writ.ManagedObject, cols []driver.Column, progress func(rows int64)) (*stored, error) {
	l := &layout{g: newGrammar(canonicalDialect), width: len(cols), numbered: true}
	for i, c := range cols {
		f, _ := formOf(c.Type.Kind) // the columns are those that Stage made
		l.slots = append(l.slots, slot{index: i, label: c.Name, form: f, stored: true})
	}
	st := &stored{columns: l.newColumns()}
	collect := func(b *block) error {
		p := &b.part
		if p.fail != nil {
			return p.fail(0)
		}
		if len(p.rejections) > 0 {
			return writ.Errorf(writ.CodeInternal, "ingest.Import", "The warehouse gave back a row that cannot be read: %s.",
				l.explain(p.rejections[0], b.data, 0).Reason)
		}
		st.rows += p.rows
		for i := range p.columns {
			st.columns[i].merge(&p.columns[i], 0, 0) // the rows carry their numbers
		}
		if progress != nil {
			progress(st.rows)
		}
		return nil
	}
	feed := func(s *splitter) error {
		return w.Export(ctx, o.As, o.Path, cols, "", s)
	}
	if err := flow(ctx, l.g, feed, l.read, collect); err != nil {
		return nil, err
	}
	return st, nil
}

// differences says, for people, in what the table differs from what was staged;
// "" if it does not.
func differences(staged *Staged, st *stored) string {
	var out []string
	if rows := staged.RowsRead - staged.RowsRejected; st.rows != rows {
		out = append(out, fmt.Sprintf("%d rows instead of %d", st.rows, rows))
	}
	if st.columns[0].nulls != 0 || st.columns[0].sums.values != staged.Numbers {
		out = append(out, "the row numbers differ")
	}
	for i, c := range staged.Columns {
		got := &st.columns[i+1]
		is := got.checksums(c.Type)
		switch {
		case got.nulls != c.Nulls:
			out = append(out, fmt.Sprintf("%s has %d empty cells instead of %d", c.Name, got.nulls, c.Nulls))
		case is.values != c.Checksum:
			out = append(out, fmt.Sprintf("values of %s differ", c.Name))
		case is.positions != c.Positions:
			out = append(out, fmt.Sprintf("values of %s stand in other rows", c.Name))
		}
	}
	return strings.Join(out, "; ")
}
