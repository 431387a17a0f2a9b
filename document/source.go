package document

import (
	"fmt"
	"slices"
)

// Placed is a source with where it stands, as Read names places.
type Placed struct {
	Source
	At string
}

// Sources returns where the rows of the elements come from, each once, where it is
// met first.
func (c *Content) Sources() []Placed {
	var all []Placed
	seen := map[string]bool{}
	for i, p := range c.Pages {
		for j, e := range p.Elements {
			if key := e.Source.key(); !seen[key] {
				seen[key] = true
				all = append(all, Placed{Source: e.Source, At: fmt.Sprintf("%s.pages[%d].elements[%d].source", root, i, j)})
			}
		}
	}
	return all
}

// Added returns the sources that earlier content did not have.
func (c *Content) Added(earlier *Content) []Placed {
	had := map[string]bool{}
	for _, s := range earlier.Sources() {
		had[s.key()] = true
	}
	return slices.DeleteFunc(c.Sources(), func(s Placed) bool { return had[s.key()] })
}

// Same tells whether two sources give the same rows.
func (s Source) Same(other Source) bool { return s.key() == other.key() }

// key is the same for sources that are the same.
func (s Source) key() string {
	return fmt.Sprintf("%q %q %q %q %q %q %q %q", s.Kind, s.Table, s.Document, s.Element, s.Connection, s.Path, s.Statement, s.InputTable)
}
