package inputtable

import (
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// MaxColumns is how many columns an input table may ever have had.
const MaxColumns = 1_000

// changeColumn makes an entry of a change of a column.
func (t *turn) changeColumn(c *ColumnChange) (*Answer, error) {
	switch {
	case c.Add != nil:
		return t.addColumn(c.Add)
	case c.Update != nil:
		return t.updateColumn(c.Update)
	case c.Remove != "":
		if _, err := t.column(c.Remove); err != nil {
			return nil, err
		}
		t.log(editlog.Edit{RemoveColumn: &editlog.RemoveColumn{ID: c.Remove}})
	case c.Restore != "":
		return t.restoreColumn(c.Restore)
	case c.SetRules != nil:
		return t.setRules(c.SetRules)
	default:
		return nil, writ.Invalid(opSubmit, "column", "What is to be done with which column?")
	}
	return &Answer{}, nil
}

// column returns a column that is there.
func (t *turn) column(id writ.ColumnID) (*writ.InputColumn, error) {
	c := t.b.state.Column(id)
	if c == nil || c.Removed {
		return nil, writ.Errorf(writ.CodeNotFound, opSubmit, "The input table has no column %s; it may have been deleted.", shown(string(id)))
	}
	return c, nil
}

// name checks the name of a column, which is new or that of the column except.
func (t *turn) name(name string, except writ.ColumnID) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > 255 {
		return "", writ.Invalid(opSubmit, "name", "The name of a column has 1 to 255 characters.")
	}
	for _, c := range t.b.state.Columns {
		if c.ID != except && !c.Removed && strings.EqualFold(c.Name, name) {
			return "", writ.Errorf(writ.CodeConflict, opSubmit, "There is a column %s already.", shown(c.Name))
		}
	}
	return name, nil
}

// before checks a column that another is put before, "" for the end.
func (t *turn) before(id writ.ColumnID) error {
	if id == "" {
		return nil
	}
	_, err := t.column(id)
	return err
}

func (t *turn) addColumn(n *NewColumn) (*Answer, error) {
	name, err := t.name(n.Name, "")
	if err != nil {
		return nil, err
	}
	rules, err := CanonicalRules(n.Type, n.Rules)
	switch {
	case !isType(n.Type):
		return nil, writ.Invalid(opSubmit, "type", "%q is not a type of columns.", string(n.Type))
	case err != nil:
		return nil, err
	case t.b.state.Made >= MaxColumns:
		return nil, writ.Errorf(writ.CodeExhausted, opSubmit, "An input table has at most %d columns, deleted ones too.", MaxColumns)
	}
	if err := t.before(n.Before); err != nil {
		return nil, err
	}
	c := writ.InputColumn{ID: t.b.state.NextColumn(), Name: name, Type: n.Type, Rules: rules}
	t.log(editlog.Edit{AddColumn: &editlog.AddColumn{Column: c, Before: n.Before}})
	return &Answer{Column: c.ID}, nil
}

func isType(t writ.InputType) bool { return slices.Contains(writ.InputTypes(), t) }

// updateColumn renames, retypes or moves a column. Rules that make no sense for its
// new type go.
func (t *turn) updateColumn(u *editlog.UpdateColumn) (*Answer, error) {
	c, err := t.column(u.ID)
	if err != nil {
		return nil, err
	}
	change := editlog.UpdateColumn{ID: u.ID}
	if u.Name != nil {
		name, err := t.name(*u.Name, u.ID)
		if err != nil {
			return nil, err
		}
		change.Name = &name
	}
	var rules *writ.InputRules
	if u.Type != nil && *u.Type != c.Type {
		if !isType(*u.Type) {
			return nil, writ.Invalid(opSubmit, "type", "%q is not a type of columns.", string(*u.Type))
		}
		change.Type = u.Type
		kept := keptRules(*u.Type, c.Rules)
		rules = &kept
	}
	if u.Before != nil && *u.Before != u.ID {
		if err := t.before(*u.Before); err != nil {
			return nil, err
		}
		change.Before = u.Before
	}
	if change.Name == nil && change.Type == nil && change.Before == nil {
		return &Answer{}, nil
	}
	t.log(editlog.Edit{UpdateColumn: &change})
	if rules != nil {
		t.log(editlog.Edit{SetRules: &editlog.SetRules{ID: u.ID, Rules: *rules}})
	}
	return &Answer{Column: u.ID}, nil
}

// keptRules are the rules that make sense for another type: all of them, or else
// those that hold for any.
func keptRules(to writ.InputType, r writ.InputRules) writ.InputRules {
	if kept, err := CanonicalRules(to, r); err == nil {
		return kept
	}
	kept, err := CanonicalRules(to, writ.InputRules{Required: r.Required, Unique: r.Unique, Protected: r.Protected})
	if err != nil {
		kept = writ.InputRules{Required: r.Required, Protected: r.Protected}
	}
	return kept
}

// restoreColumn brings a removed column back, under its name if that is still free.
func (t *turn) restoreColumn(id writ.ColumnID) (*Answer, error) {
	c := t.b.state.Column(id)
	if c == nil {
		return nil, writ.Errorf(writ.CodeNotFound, opSubmit, "The input table never had a column %s.", shown(string(id)))
	}
	if !c.Removed {
		return &Answer{}, nil
	}
	back := *c
	back.Removed = false
	name, err := t.name(c.Name, id)
	if err != nil {
		if name, err = t.name(c.Name+" ("+string(id)+")", id); err != nil {
			return nil, err
		}
	}
	back.Name = name
	t.log(editlog.Edit{AddColumn: &editlog.AddColumn{Column: back}})
	return &Answer{Column: id}, nil
}

func (t *turn) setRules(s *editlog.SetRules) (*Answer, error) {
	c, err := t.column(s.ID)
	if err != nil {
		return nil, err
	}
	rules, err := CanonicalRules(c.Type, s.Rules)
	if err != nil {
		return nil, err
	}
	t.log(editlog.Edit{SetRules: &editlog.SetRules{ID: s.ID, Rules: rules}})
	return &Answer{Column: s.ID}, nil
}
