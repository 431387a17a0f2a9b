package inputtable

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Bounds of what is read of other tables.
const (
	maxAllowed = 100_000         // different values of a column
	fresh      = 5 * time.Second // for so long they are not read again
)

// Sources reads the values that rules allow by naming a column of another table.
// They are read again when they are a few seconds old.
type Sources struct {
	store store.Store
	clock writ.Clock
	reach func(context.Context, writ.ConnectionID) (*warehouse.Warehouse, error)

	mu    sync.Mutex
	known map[wanted]*known
}

// wanted is a column, and the branch and type in which its values are wanted.
type wanted struct {
	from   writ.AllowedFrom
	branch writ.Branch
	typ    writ.InputType
}

// known are the values of a column. Who holds turn may read and change it.
type known struct {
	turn    chan struct{} // holds one element while somebody does
	at      time.Time
	choices *Choices
}

// NewSources returns Sources that find tables in a store and reach their warehouses
// by reach.
func NewSources(st store.Store, clock writ.Clock, reach func(context.Context, writ.ConnectionID) (*warehouse.Warehouse, error)) *Sources {
	return &Sources{store: st, clock: clock, reach: reach, known: map[wanted]*known{}}
}

// Choices returns the values of a column of another table as values of type t; those
// that are none of that type are left out. Of an input table, its rows in branch
// count. CodeInvalid if the table or the column is not there, CodeConflict if the
// branch is not, CodeExhausted if there are more than 100,000 different values.
func (s *Sources) Choices(ctx context.Context, b writ.Branch, from writ.AllowedFrom, t writ.InputType) (*Choices, error) {
	if t == writ.InputMultiSelect {
		t = writ.InputSingleSelect // of one of its choices
	}
	key := wanted{from, b, t}
	k := s.find(key)
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	now := s.clock()
	if k.choices != nil && now.Sub(k.at) < fresh {
		return k.choices, nil
	}
	choices, err := s.read(ctx, key)
	if err != nil {
		return nil, err
	}
	k.choices, k.at = choices, now
	return choices, nil
}

// find returns what is known of a column, and forgets columns that nobody has asked
// for lately.
func (s *Sources) find(key wanted) *known {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k, ok := s.known[key]; ok {
		return k
	}
	maps.DeleteFunc(s.known, func(_ wanted, k *known) bool {
		select {
		case k.turn <- struct{}{}:
			defer func() { <-k.turn }()
			return s.clock().Sub(k.at) > fresh
		default:
			return false
		}
	})
	k := &known{turn: make(chan struct{}, 1)}
	s.known[key] = k
	return k
}

// origin is a column of a table in a warehouse.
type origin struct {
	connection writ.ConnectionID
	path       writ.Path
	as         writ.As
	column     driver.Column
	render     func(writ.Value) writ.Value
	of         string // what its values are, for people
}

// read reads the values of a column.
func (s *Sources) read(ctx context.Context, key wanted) (*Choices, error) {
	var o *origin
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		if key.from.Table != "" {
			o, err = originInCSV(ctx, tx, key.from)
		} else {
			o, err = originInInput(ctx, tx, key.from, key.branch)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	w, err := s.reach(ctx, o.connection)
	if err != nil {
		return nil, err
	}
	values, err := w.Distinct(ctx, o.as, o.path, o.column, maxAllowed+1)
	if err != nil {
		return nil, err
	}
	if len(values) > maxAllowed {
		return nil, writ.Errorf(writ.CodeExhausted, "inputtable.Choices", "There are more than %d different values in %s, too many to choose from.", maxAllowed, o.of)
	}
	return NewChoices(o.of, o.choices(values, key.typ)), nil
}

// choices returns values, sorted, as values of type t.
func (o *origin) choices(values []writ.Value, t writ.InputType) []string {
	from, _ := InputTypeOf(o.column.Type)
	list := make([]string, 0, len(values))
	for _, v := range values {
		c, err := cellOf(from, o.render(v))
		if err != nil {
			continue // no cell can hold it
		}
		if c, ok := editlog.Convert(c, t); ok {
			list = append(list, c.Value.Text)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// absent tells that the table of a rule, or its column, is not there.
func absent(err error, what, id string) error {
	if writ.CodeOf(err) != writ.CodeNotFound {
		return err
	}
	return writ.Invalid("inputtable.Choices", "allowedFrom", "There is no %s %s whose values could be allowed.", what, id)
}

func originInCSV(ctx context.Context, tx store.Tx, from writ.AllowedFrom) (*origin, error) {
	t, err := tx.Tables.Get(ctx, from.Table)
	if err != nil {
		return nil, absent(err, "CSV table", string(from.Table))
	}
	object, err := tx.Objects.Get(ctx, t.Object)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(t.Columns, func(c writ.TableColumn) bool { return c.Name == from.Column })
	if i < 0 {
		return nil, writ.Invalid("inputtable.Choices", "allowedFrom", "%s has no column %q.", t.Name, from.Column)
	}
	return &origin{
		connection: t.Connection, path: t.Path, as: object.As,
		column: driver.Column{Name: t.Columns[i].Physical, Type: t.Columns[i].Type},
		render: t.Columns[i].Render,
		of:     fmt.Sprintf("the column %q of %s", from.Column, t.Name),
	}, nil
}

func originInInput(ctx context.Context, tx store.Tx, from writ.AllowedFrom, b writ.Branch) (*origin, error) {
	t, err := tx.InputTables.Get(ctx, from.Input)
	if err != nil {
		return nil, absent(err, "input table", string(from.Input))
	}
	all, err := tx.InputTables.Data(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(d *writ.DataTable) bool { return d.Branch == b })
	if i < 0 {
		return nil, writ.Errorf(writ.CodeConflict, "inputtable.Choices", "The allowed values are those of %s, which has no %s rows yet.", t.Name, b)
	}
	column, err := physical(all[i], writ.ColumnID(from.Column))
	if err != nil {
		return nil, writ.Invalid("inputtable.Choices", "allowedFrom", "%s has no column %q.", t.Name, from.Column)
	}
	return &origin{
		connection: t.Connection, path: all[i].Path, as: all[i].As,
		column: driver.Column{Name: column.Physical, Type: column.Type},
		render: func(v writ.Value) writ.Value { return v },
		of:     fmt.Sprintf("a column of %s", t.Name),
	}, nil
}
