package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// State is what a server has, and what a file may name there.
type State struct {
	Organization
	People      map[string]bool // the addresses of all members; true if active
	Types       map[string]int  // how many members have each custom account type
	Permissions []writ.Permission
	Platforms   map[writ.Platform]Platform
}

// Platform is what a connection to a kind of warehouse can have. The Destination
// holds the defaults of its fields. Of an Embedded one Writ makes the connection by
// itself: a file only says who is given access.
type Platform struct {
	Embedded    bool
	Fields      []string
	Secrets     []string // those of the fields that are secret
	Destination []Field
}

// Options say how a file is compared. Env looks up what references stand for.
type Options struct {
	File    string // its name, for mistakes
	Prune   bool   // what a list of the file does not name goes
	Secrets bool   // secrets are sent again: whether they differ cannot be seen
	Env     func(name string) (string, bool)
}

// Compare says what has to change on a server so that it is as the file says, in an
// order in which it can be done. Where the file says nothing, nothing changes; what
// it does not name stays, unless opt.Prune is set. The error is CodeInvalid and
// names the lines that cannot be.
func Compare(want *Organization, have *State, opt Options) ([]Change, error) {
	c := &comparison{parser: parser{name: opt.File}, opt: opt, want: want, have: have}
	c.accountTypes()
	c.teams()
	c.folders(nil, want.Workspaces, have.Workspaces)
	c.connections()
	slices.Reverse(c.gone) // what others lean on goes last
	return slices.Concat(c.puts, c.gone), c.err()
}

// comparison collects changes and mistakes.
type comparison struct {
	parser
	opt  Options
	want *Organization
	have *State
	puts []Change
	gone []Change
}

func (c *comparison) put(sign Sign, what, how string, s Step) {
	c.puts = append(c.puts, Change{Sign: sign, What: what, How: how, Step: s})
}

func (c *comparison) drop(what, how string, s Step) {
	c.gone = append(c.gone, Change{Sign: Removed, What: what, How: how, Step: s})
}

// newText tells whether a file wants another text, and says how it changes.
func newText(want, have *string) (how string, differs bool) {
	if want == nil || have != nil && *want == *have || have == nil && *want == "" {
		return "", false
	}
	return fmt.Sprintf("described as %q", *want), true
}

func (c *comparison) accountTypes() {
	for _, w := range c.want.AccountTypes {
		for _, p := range w.Permissions {
			if !slices.Contains(c.have.Permissions, p) {
				c.fail(w.Line, "there is no permission %s; there are %s", p, join(c.have.Permissions))
			}
		}
		what := fmt.Sprintf("account type %q", w.Name)
		h := find(c.have.AccountTypes, func(t *AccountType) bool { return strings.EqualFold(t.Name, w.Name) })
		if h == nil {
			made := *w
			made.Permissions = sorted(c.have.Permissions, w.Permissions)
			c.put(Added, what, join(made.Permissions), PutType{New: true, Want: made})
			continue
		}
		to := AccountType{Name: h.Name, Description: h.Description, Permissions: h.Permissions}
		var how []string
		if text, ok := newText(w.Description, h.Description); ok {
			how, to.Description = append(how, text), w.Description
		}
		if w.Permissions != nil {
			to.Permissions = sorted(c.have.Permissions, w.Permissions)
			how = append(how, difference(h.Permissions, to.Permissions)...)
		}
		if len(how) > 0 {
			c.put(Changed, what, strings.Join(how, ", "), PutType{Want: to})
		}
	}
	if !c.opt.Prune || c.want.AccountTypes == nil {
		return
	}
	for _, h := range c.have.AccountTypes {
		if find(c.want.AccountTypes, func(t *AccountType) bool { return strings.EqualFold(t.Name, h.Name) }) != nil {
			continue
		}
		if n := c.have.Types[h.Name]; n > 0 {
			c.fail(1, "the account type %s is not named, so it would go, but %d members have it; give them another one first", h.Name, n)
		}
		c.drop(fmt.Sprintf("account type %q", h.Name), "", DropType{Name: h.Name})
	}
}

// sorted puts permissions into the order of all of them.
func sorted(all, some []writ.Permission) []writ.Permission {
	out := []writ.Permission{}
	for _, p := range all {
		if slices.Contains(some, p) {
			out = append(out, p)
		}
	}
	return out
}

// difference says which permissions come and go.
func difference(before, after []writ.Permission) (out []string) {
	for _, p := range after {
		if !slices.Contains(before, p) {
			out = append(out, "may "+string(p))
		}
	}
	for _, p := range before {
		if !slices.Contains(after, p) {
			out = append(out, "may no longer "+string(p))
		}
	}
	return out
}

func (c *comparison) teams() {
	for _, w := range c.want.Teams {
		what := fmt.Sprintf("team %q", w.Name)
		h := find(c.have.Teams, func(t *Team) bool { return strings.EqualFold(t.Name, w.Name) })
		if h == nil {
			c.put(Added, what, visibility(w.Public != nil && *w.Public), PutTeam{New: true, Want: *w})
			h = &Team{Name: w.Name}
		} else {
			var how []string
			to := Team{Name: h.Name}
			if text, ok := newText(w.Description, h.Description); ok {
				how, to.Description = append(how, text), w.Description
			}
			if w.Public != nil && *w.Public != *h.Public {
				how, to.Public = append(how, visibility(*w.Public)), w.Public
			}
			if len(how) > 0 {
				c.put(Changed, what, strings.Join(how, ", "), PutTeam{Want: to})
			}
		}
		c.roll(what, w, h)
	}
	if !c.opt.Prune || c.want.Teams == nil {
		return
	}
	for _, h := range c.have.Teams {
		if find(c.want.Teams, func(t *Team) bool { return strings.EqualFold(t.Name, h.Name) }) == nil {
			c.drop(fmt.Sprintf("team %q", h.Name), "with everything that was given to it", DropTeam{Name: h.Name})
		}
	}
}

func visibility(public bool) string {
	if public {
		return "public"
	}
	return "private"
}

// roll compares who is in a team.
func (c *comparison) roll(what string, w, h *Team) {
	place := func(m Member) string {
		if m.Admin {
			return "is a team admin"
		}
		return "is a member"
	}
	for _, m := range w.Members {
		i := slices.IndexFunc(h.Members, func(x Member) bool { return x.Email == m.Email })
		switch {
		case i >= 0 && h.Members[i].Admin == m.Admin:
		case i >= 0:
			c.put(Changed, what, m.Email+" "+place(m), PutMember{Team: h.Name, Member: m})
		default:
			c.person(m.Line, m.Email)
			c.put(Added, what, m.Email+" "+place(m), PutMember{Team: h.Name, Member: m})
		}
	}
	if !c.opt.Prune || w.Members == nil {
		return
	}
	for _, m := range h.Members {
		if !slices.ContainsFunc(w.Members, func(x Member) bool { return x.Email == m.Email }) {
			c.drop(what, m.Email, DropMember{Team: h.Name, Email: m.Email})
		}
	}
}

// person makes sure that somebody is an active member.
func (c *comparison) person(line int, email string) {
	switch active, ok := c.have.People[email]; {
	case !ok:
		c.fail(line, "there is no member %s; writ member add %s makes one", email, email)
	case !active:
		c.fail(line, "%s is deactivated; writ member set %s --active reactivates the account", email, email)
	}
}

// grantee makes sure that a grantee is there, or will be.
func (c *comparison) knownGrantee(line int, to Grantee) {
	switch {
	case to.Email != "":
		c.person(line, to.Email)
	case to.Team != "":
		named := func(t *Team) bool { return strings.EqualFold(t.Name, to.Team) }
		if find(c.want.Teams, named) == nil && find(c.have.Teams, named) == nil {
			c.fail(line, "there is no team %s; name it under teams", to.Team)
		}
		if c.opt.Prune && c.want.Teams != nil && find(c.want.Teams, named) == nil {
			c.fail(line, "the team %s is given something here, but teams does not name it, so it would go", to.Team)
		}
	}
}

// find returns the first item that fits, nil if none does.
func find[T any](list []*T, fits func(*T) bool) *T {
	if i := slices.IndexFunc(list, fits); i >= 0 {
		return list[i]
	}
	return nil
}

func join[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return strings.Join(out, ", ")
}
