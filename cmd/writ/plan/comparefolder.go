package plan

import (
	"fmt"
	"slices"
)

// folders compares the folders in one place, and what is in them.
func (c *comparison) folders(above []string, want, have []*Folder) {
	for _, w := range want {
		path := append(slices.Clip(above), w.Name)
		var same []*Folder
		for _, h := range have {
			if h.Name == w.Name {
				same = append(same, h)
			}
		}
		switch len(same) {
		case 0:
			c.put(Added, noun(path), "", PutFolder{New: true, Path: path, Description: w.Description})
			same = []*Folder{{Name: w.Name}}
		case 1:
			if how, ok := newText(w.Description, same[0].Description); ok {
				c.put(Changed, noun(path), how, PutFolder{Path: path, Description: w.Description})
			}
		default:
			c.fail(w.Line, "there are %d of the name %s; rename all but one of them first", len(same), w.Name)
			continue
		}
		c.grants(path, w, same[0])
		c.folders(path, w.Folders, same[0].Folders)
	}
	if !c.opt.Prune || want == nil {
		return
	}
	for _, h := range have {
		if find(want, func(f *Folder) bool { return f.Name == h.Name }) == nil {
			path := append(slices.Clip(above), h.Name)
			c.drop(noun(path), "into the trash, with all that is in it", DropFolder{ID: h.ID, Path: path})
		}
	}
}

// noun names a workspace or a folder for people.
func noun(path []string) string {
	if len(path) == 1 {
		return fmt.Sprintf("workspace %s", Place(path))
	}
	return fmt.Sprintf("folder %s", Place(path))
}

func (c *comparison) grants(path []string, w, h *Folder) {
	what := noun(path)
	for _, g := range w.Grants {
		c.knownGrantee(g.Line, g.To)
		i := slices.IndexFunc(h.Grants, func(x Grant) bool { return x.To.Is(g.To) })
		switch {
		case i < 0:
			c.put(Added, what, fmt.Sprintf("%s %s", g.To, g.Level.Label()), PutGrant{Path: path, To: g.To, Level: g.Level})
		case h.Grants[i].Level != g.Level:
			c.put(Changed, what, fmt.Sprintf("%s %s instead of %s", g.To, g.Level.Label(), h.Grants[i].Level.Label()),
				PutGrant{ID: h.Grants[i].ID, Path: path, To: g.To, Level: g.Level})
		}
	}
	if !c.opt.Prune || w.Grants == nil {
		return
	}
	for _, g := range h.Grants {
		if !slices.ContainsFunc(w.Grants, func(x Grant) bool { return x.To.Is(g.To) }) {
			c.drop(what, fmt.Sprintf("%s %s", g.To, g.Level.Label()), DropGrant{ID: g.ID})
		}
	}
}
