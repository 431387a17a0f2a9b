package inputtable

import (
	"fmt"

	"github.com/writ-dev/writ"
)

// gap is two positions with nothing between them; "" is before all, or after all.
type gap struct{ low, high string }

// places finds the positions of the rows of a request, "" for those that stay where
// they are, before any of them is changed. Rows that go to one place keep their
// order.
func (t *turn) places(rows []parsedRow) ([]string, error) {
	positions := make([]string, len(rows))
	given := map[writ.RowID]string{} // by this request, to rows that it names
	var all []string                 // given by this request
	open := map[Place]gap{}
	first, last := t.b.first, t.b.last
	for i := range rows {
		c := &rows[i]
		if c.Do == Delete || c.Place == nil && c.Do == Update {
			continue
		}
		var place Place
		if c.Place != nil {
			place = *c.Place
		}
		g, again := open[place]
		var err error
		switch {
		case again && (place.Before != "" || place.After != ""):
			_, g.high = t.b.narrow(g.low, gap{high: g.high}, all)
		case !again:
			g, err = t.b.gapAt(place, gap{first, last}, given, all)
		}
		if err == nil {
			positions[i], err = Between(g.low, g.high)
		}
		if err != nil {
			return nil, located(err, fmt.Sprintf("rows[%d].place", i))
		}
		p := positions[i]
		open[place] = gap{p, g.high}
		if all = append(all, p); c.Row != "" {
			given[c.Row] = p
		}
		last = max(last, p)
		if first == "" || p < first {
			first = p
		}
	}
	t.b.first, t.b.last = first, last
	return positions, nil
}

func located(err error, field string) error {
	if e, ok := err.(*writ.Error); ok { //nolint:errorlint // these are made here, not wrapped
		at := *e
		at.Field = field
		return &at
	}
	return err
}

// gapAt is where a place lies. ends are the first and the last position.
func (b *branch) gapAt(p Place, ends gap, given map[writ.RowID]string, all []string) (gap, error) {
	ref := p.After
	if ref == "" {
		ref = p.Before
	}
	switch {
	case ref == "" && p.First:
		return gap{high: ends.low}, nil
	case ref == "":
		return gap{low: ends.high}, nil
	}
	at, ok := given[ref]
	if row := b.state.Rows[ref]; !ok && row != nil {
		at, ok = row.Position, true
	}
	if !ok {
		return gap{}, writ.Errorf(writ.CodeInvalid, opSubmit, "The row %s, beside which the row is to go, is not there.", shown(string(ref)))
	}
	stored := b.around[at]
	before, after := b.narrow(at, gap{stored.Before, stored.After}, all)
	if p.After != "" {
		return gap{at, after}, nil
	}
	return gap{before, at}, nil
}

// narrow finds the positions next to one, among those of g, of the rows in memory
// and of others.
func (b *branch) narrow(at string, g gap, others []string) (before, after string) {
	look := func(p string) {
		if p < at && p > g.low {
			g.low = p
		}
		if p > at && (g.high == "" || p < g.high) {
			g.high = p
		}
	}
	for _, row := range b.state.Rows {
		look(row.Position)
	}
	for _, p := range others {
		look(p)
	}
	return g.low, g.high
}
