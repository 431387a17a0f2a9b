package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// arrival is one column of a file that goes into a table which is there.
type arrival struct {
	label string
	facts *column
	typ   writ.Type // that its values have
	trim  bool
	note  string // why the type is no narrower
}

// empty tells whether the file has no value in the column.
func (a *arrival) empty() bool { return a.facts.values == 0 }

// keepsZeros tells whether some number of the column ends in a zero after the
// point that the user wants to see again: whoever chose the type does not.
func (a *arrival) keepsZeros() bool { return a.facts.padded && !a.facts.chosen }

// plan is how the columns of a file and those of a table go together.
type plan struct {
	columns []planned
	changes []writ.SchemaChange
}

// planned is one column of the result. Base and file are where it is in the table
// and in the file, -1 where it is not; the values of a blank one in the table are
// all NULL, whatever its type there.
type planned struct {
	writ.TableColumn
	base, file int
	blank      bool
}

// unify plans the columns of a change: those of the table in their order, then
// those that are new. A replace leaves only those of the file, in its order.
func (o *Onto) unify(file []arrival, limits driver.Capabilities) *plan {
	p := &plan{}
	inFile := match(o.Columns, file)
	taken := make([]bool, len(file))
	for i, c := range o.Columns {
		at := inFile[i]
		if at < 0 {
			p.columns = append(p.columns, planned{TableColumn: c, base: i, file: -1})
			p.change(writ.SchemaChange{Column: c.Name, From: &o.Columns[i].Type, Note: o.absence()})
			continue
		}
		taken[at] = true
		p.settle(o, i, &file[at], at, limits)
	}
	for at := range file {
		if !taken[at] {
			t := file[at].typ
			p.columns = append(p.columns, planned{TableColumn: writ.TableColumn{Name: file[at].label, Type: t, Trimmed: file[at].trim}, base: -1, file: at})
			p.change(writ.SchemaChange{Column: file[at].label, To: &t})
		}
	}
	if o.Change == writ.ChangeReplace {
		p.columns = inOrderOf(len(file), p.columns)
	}
	p.name(limits)
	return p
}

// table is the columns of the result.
func (p *plan) table() []writ.TableColumn {
	out := make([]writ.TableColumn, len(p.columns))
	for i, c := range p.columns {
		out[i] = c.TableColumn
	}
	return out
}

// hasInFile tells whether a column of the table is in the file too.
func (p *plan) hasInFile(base int) bool {
	return slices.ContainsFunc(p.columns, func(c planned) bool { return c.base == base && c.file >= 0 })
}

// absence says what becomes of a column that the file lacks.
func (o *Onto) absence() string {
	switch o.Change {
	case writ.ChangeReplace:
		return "The column goes."
	case writ.ChangeAppend:
		return "The new rows have nothing there."
	}
	return "The rows that the file has too keep what they have there; the new ones have nothing."
}

func (p *plan) change(c writ.SchemaChange) { p.changes = append(p.changes, c) }

// settle plans a column that both have.
func (p *plan) settle(o *Onto, base int, a *arrival, at int, limits driver.Capabilities) {
	old := o.Columns[base]
	blank := o.blank(base)
	u := unified{typ: a.typ, trim: a.trim}
	switch {
	case o.Change == writ.ChangeReplace && !a.empty() && old.Type.Kind != writ.KindText: // no row of before stays
	case a.empty() || old.Type.Kind == writ.KindText && !blank:
		u = unified{typ: old.Type, trim: old.Trimmed, note: respelled(old, a)}
	case !blank && o.Change != writ.ChangeReplace:
		u = unifyTypes(old, a, limits)
	}
	p.columns = append(p.columns, planned{
		TableColumn: writ.TableColumn{Name: old.Name, Physical: old.Physical, Type: u.typ, Trimmed: u.trim}, base: base, file: at, blank: blank && u.typ != old.Type,
	})
	if u.typ.Kind != old.Type.Kind || u.note != "" || u.refused {
		p.change(writ.SchemaChange{Column: old.Name, From: &o.Columns[base].Type, To: &u.typ, Note: u.note, Refused: u.refused})
	}
}

// respelled says that a text column takes values which are written otherwise in the
// file, because they are read as the kind that was chosen; "" if it does not.
func respelled(old writ.TableColumn, a *arrival) string {
	if a.empty() || !a.facts.chosen || a.typ.Kind == writ.KindText {
		return ""
	}
	return fmt.Sprintf("%s is text in the table; the file is read as %s, and its values are written the plain way, not as in the file.", old.Name, a.typ.Kind)
}

// name gives physical names to the new columns of the result; the table's keep
// theirs, of which none is changed by being named again.
func (p *plan) name(limits driver.Capabilities) {
	labels := make([]string, 0, len(p.columns))
	for _, fresh := range []bool{false, true} {
		for _, c := range p.columns {
			if c.Physical == "" == fresh {
				labels = append(labels, firstOf(c.Physical, c.Name))
			}
		}
	}
	names := warehouse.PhysicalNames(labels, limits)
	next := len(names)
	for i := len(p.columns) - 1; i >= 0; i-- {
		if p.columns[i].Physical == "" {
			next--
			p.columns[i].Physical = names[next]
		}
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// inOrderOf returns the columns that a file of so many columns has, in its order.
func inOrderOf(columns int, all []planned) []planned {
	out := make([]planned, columns)
	for _, c := range all {
		if c.file >= 0 {
			out[c.file] = c
		}
	}
	return out
}

// match finds for each column of a table the one of the file: that of the same
// label, else the only one whose label differs in case and outer blanks alone. It
// is -1 if there is none. Columns of one label go together in their order.
func match(columns []writ.TableColumn, file []arrival) []int {
	exact, loose := map[string][]int{}, map[string]int{}
	for i, a := range file {
		exact[a.label] = append(exact[a.label], i)
		if _, twice := loose[folded(a.label)]; twice {
			i = -1
		}
		loose[folded(a.label)] = i
	}
	count := map[string]int{}
	for _, c := range columns {
		count[folded(c.Name)]++
	}
	out := make([]int, len(columns))
	for i, c := range columns {
		out[i] = -1
		if same := exact[c.Name]; len(same) > 0 {
			out[i], exact[c.Name] = same[0], same[1:]
		} else if at, ok := loose[folded(c.Name)]; ok && count[folded(c.Name)] == 1 {
			out[i] = at
		}
	}
	return out
}

func folded(label string) string { return strings.ToLower(strings.TrimSpace(label)) }

// unified is the type that holds the values of a table's column and those of a
// file. Note says what is seen otherwise than before or than in the file; refused,
// that there is no such type.
type unified struct {
	typ     writ.Type
	trim    bool
	note    string
	refused bool
}

// unifyTypes finds the type of a column that has values on both sides, and is no
// text in the table.
func unifyTypes(old writ.TableColumn, a *arrival, limits driver.Capabilities) unified {
	from, to := old.Type.Kind, a.typ.Kind
	exact := func(k writ.Kind) bool { return k == writ.KindInteger || k == writ.KindDecimal }
	switch {
	case from == to && from != writ.KindDecimal:
		return unified{typ: old.Type}
	case exact(from) && exact(to):
		return unifyDecimals(old, a, limits)
	case from == writ.KindFloat && exact(to) && !a.facts.inexact:
		u := unified{typ: old.Type}
		if a.keepsZeros() {
			u.note = fmt.Sprintf("%s takes numbers with zeros at their end, which are not kept.", old.Name)
		}
		return u
	}
	return unified{typ: a.typ, refused: true, note: misfit(old, a)}
}

// misfit says which value of the file does not fit the type that the table has.
func misfit(old writ.TableColumn, a *arrival) string {
	w := a.facts.first
	if f, _ := formOf(old.Type.Kind); a.facts.why.line > 0 && recognised(w) == f {
		w = a.facts.why
	}
	if w.line == 0 {
		return fmt.Sprintf("%s is %s in the table; the file has %s.", old.Name, old.Type.Kind, a.typ.Kind)
	}
	return fmt.Sprintf("%s is %s in the table; line %d of the file has %q.", old.Name, old.Type.Kind, w.line, w.value)
}

// recognised is the form of a value that was kept for a note.
func recognised(w witness) form {
	var s scratch
	return recognise([]byte(w.value), &s).form
}

// unifyDecimals finds a decimal wide enough for both, or the integer if both are.
// Numbers are shown with all digits of the scale, or trimmed; where neither gives
// back what was seen so far and what the file has, a note says so.
func unifyDecimals(old writ.TableColumn, a *arrival, limits driver.Capabilities) unified {
	oldWhole, oldScale := digits(old.Type)
	whole, scale := max(int(a.facts.whole), 1), int(a.facts.scale)
	u := unified{typ: writ.Type{Kind: writ.KindDecimal, Scale: max(oldScale, scale)}}
	u.typ.Precision = max(oldWhole, whole) + u.typ.Scale
	if old.Type.Kind == writ.KindDecimal { // never narrower than it was
		u.typ.Precision = max(u.typ.Precision, old.Type.Precision-oldScale+u.typ.Scale)
	}
	if u.typ.Precision > limits.MaxDecimalPrecision {
		u.refused = true
		u.note = fmt.Sprintf("%s would need %d digits; at most %d can be kept.", old.Name, u.typ.Precision, limits.MaxDecimalPrecision)
		return u
	}
	oldIsPlain := old.Trimmed || old.Type.Kind == writ.KindInteger // no zero at the end of any number
	fullKeepsOld := !old.Trimmed && oldScale == u.typ.Scale
	fullKeepsNew := a.facts.chosen || !a.facts.mixed && scale == u.typ.Scale
	switch {
	case fullKeepsOld && fullKeepsNew:
	case oldIsPlain && !a.keepsZeros():
		u.trim = true
	case fullKeepsOld:
		u.note = fmt.Sprintf("%s shows every number with %s after the point, those of the file too.", old.Name, countDigits(u.typ.Scale))
	case oldIsPlain && old.Trimmed:
		u.trim = true
		u.note = fmt.Sprintf("%s shows numbers without zeros at their end, those of the file too.", old.Name)
	default:
		u.note = fmt.Sprintf("%s shows every number with %s after the point from now on.", old.Name, countDigits(u.typ.Scale))
	}
	return u
}

func countDigits(n int) string {
	if n == 1 {
		return "1 digit"
	}
	return fmt.Sprintf("%d digits", n)
}

// maxIntegerDigits is how many digits an integer of 64 bits may have.
const maxIntegerDigits = 19

// digits returns how many digits numbers of a type may have before and after the
// point.
func digits(t writ.Type) (whole, scale int) {
	if t.Kind == writ.KindInteger {
		return maxIntegerDigits, 0
	}
	return t.Precision - t.Scale, t.Scale
}
