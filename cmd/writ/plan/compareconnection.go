package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// reference is how a file names a value that it does not hold itself. A $ before it
// says that it is meant as it stands.
var reference = regexp.MustCompile(`\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// literal writes a value so that nothing in it is a reference.
func literal(value string) string {
	return reference.ReplaceAllStringFunc(value, func(s string) string { return "$" + s })
}

// secretOf names the reference that stands for a secret of a connection.
func secretOf(connection, field string) string {
	plain := func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}
	return "${WRIT_" + strings.Map(plain, connection+"_"+field) + "}"
}

// resolve puts the values of references into a field. An unset one is a mistake.
func (c *comparison) resolve(f Field) Field {
	f.Value = reference.ReplaceAllStringFunc(f.Value, func(s string) string {
		if strings.HasPrefix(s, "$$") {
			return s[1:]
		}
		name := s[2 : len(s)-1]
		value, ok := c.opt.Env(name)
		if !ok {
			c.fail(f.Line, "%s refers to the environment variable %s, which is not set", f.Name, name)
		}
		return value
	})
	return f
}

func (c *comparison) connections() {
	for _, w := range c.want.Connections {
		if p, ok := c.have.Platforms[w.Type]; !ok {
			c.fail(w.Line, "there is no platform %s to connect to", w.Type)
			continue
		} else if !c.fieldsFit(w, p) {
			continue
		}
		what := fmt.Sprintf("connection %q", w.Name)
		h := find(c.have.Connections, func(x *Connection) bool { return x.Name == w.Name })
		if h == nil {
			if c.have.Platforms[w.Type].Embedded {
				c.fail(w.Line, "there is no connection %s to the embedded warehouse, and only Writ makes one", w.Name)
				continue
			}
			made := *w
			made.Details = c.resolveAll(w.Details)
			made.WriteAccess = c.destination(w)
			c.put(Added, what, string(w.Type), PutConnection{New: true, Want: made})
			c.access(what, w, &Connection{Name: w.Name})
			continue
		}
		if h.Type != w.Type {
			c.fail(w.Line, "the connection %s is one to %s and stays so; choose another name", w.Name, h.Type)
			continue
		}
		c.connection(what, w, h)
		c.access(what, w, h)
	}
	if !c.opt.Prune || c.want.Connections == nil {
		return
	}
	for _, h := range c.have.Connections {
		if !c.have.Platforms[h.Type].Embedded && find(c.want.Connections, func(x *Connection) bool { return x.Name == h.Name }) == nil {
			c.drop(fmt.Sprintf("connection %q", h.Name), "archived; nothing in its warehouse is touched", DropConnection{Name: h.Name})
		}
	}
}

func (c *comparison) resolveAll(list []Field) []Field {
	var out []Field
	for _, f := range list {
		out = append(out, c.resolve(f))
	}
	return out
}

// fieldsFit makes sure that a connection has only fields of its platform, and no
// secret in clear.
func (c *comparison) fieldsFit(w *Connection, p Platform) bool {
	before := len(c.mistakes)
	for _, f := range w.Details {
		switch {
		case !slices.Contains(p.Fields, f.Name):
			c.fail(f.Line, "a connection to %s has no %s; it can have %s", w.Type, f.Name, strings.Join(p.Fields, ", "))
		case slices.Contains(p.Secrets, f.Name) && (reference.FindString(f.Value) != f.Value || strings.HasPrefix(f.Value, "$$")):
			c.fail(f.Line, "%s is a secret and must not stand in a file: set an environment variable and write ${ITS_NAME}", f.Name)
		}
	}
	if p.Embedded && (w.Details != nil || w.WriteAccess != nil || w.Description != nil) {
		c.fail(w.Line, "Writ keeps the embedded connection %s by itself; say only its type, and under access who is given what", w.Name)
	}
	names := make([]string, len(p.Destination))
	for i, f := range p.Destination {
		names[i] = f.Name
	}
	for _, f := range w.WriteAccess {
		if !slices.Contains(names, f.Name) {
			c.fail(f.Line, "the write destination of a connection to %s has no %s; it can have %s", w.Type, f.Name, strings.Join(names, ", "))
		}
	}
	return len(c.mistakes) == before
}

// connection compares what a connection is like. A secret that a server has is
// taken to be the right one, unless secrets are to be sent again.
func (c *comparison) connection(what string, w, h *Connection) {
	secrets := c.have.Platforms[w.Type].Secrets
	to := Connection{Name: h.Name, Type: h.Type, Description: h.Description}
	var how []string
	if text, ok := newText(w.Description, h.Description); ok {
		how, to.Description = append(how, text), w.Description
	}
	for _, f := range h.Details {
		if _, named := value(w.Details, f.Name); !named && !f.Secret {
			to.Details = append(to.Details, f)
		}
	}
	for _, f := range w.Details {
		before, set := value(h.Details, f.Name)
		if slices.Contains(secrets, f.Name) {
			if !set || c.opt.Secrets {
				how, to.Details = append(how, f.Name+" sent"), append(to.Details, c.resolve(f))
			}
			continue
		}
		f = c.resolve(f)
		to.Details = append(to.Details, f)
		if f.Value != before {
			how = append(how, fmt.Sprintf("%s %q", f.Name, f.Value))
		}
	}
	to.WriteAccess = h.WriteAccess
	if w.WriteAccess != nil {
		to.WriteAccess = c.destination(w)
		if text := destination(to.WriteAccess); text != destination(h.WriteAccess) {
			how = append(how, "write access "+text)
		}
	}
	if len(how) > 0 {
		c.put(Changed, what, strings.Join(how, ", "), PutConnection{Want: to})
	}
}

// destination resolves a write destination, with the defaults of its platform.
func (c *comparison) destination(w *Connection) []Field {
	fields := c.resolveAll(w.WriteAccess)
	if len(fields) == 0 {
		return nil
	}
	for _, f := range c.have.Platforms[w.Type].Destination {
		if _, named := value(fields, f.Name); !named && f.Value != "" {
			fields = append(fields, f)
		}
	}
	return fields
}

// destination renders a write destination for people.
func destination(fields []Field) string {
	if len(fields) == 0 {
		return "off"
	}
	var parts []string
	for _, f := range fields {
		parts = append(parts, f.Name+" "+f.Value)
	}
	slices.Sort(parts)
	return "to " + strings.Join(parts, ", ")
}

func (c *comparison) access(what string, w, h *Connection) {
	for _, g := range w.Access {
		c.knownGrantee(g.Line, g.To)
		i := slices.IndexFunc(h.Access, g.sameAs)
		switch {
		case i < 0:
			c.put(Added, what, g.text(), PutAccess{Connection: h.Name, Grant: g})
		case h.Access[i].Level != g.Level:
			c.put(Changed, what, fmt.Sprintf("%s instead of %s", g.text(), h.Access[i].Level.Label()),
				PutAccess{ID: h.Access[i].ID, Connection: h.Name, Grant: g})
		}
	}
	if !c.opt.Prune || w.Access == nil {
		return
	}
	for _, g := range h.Access {
		if !slices.ContainsFunc(w.Access, g.sameAs) {
			c.drop(what, g.text(), DropAccess{Connection: h.Name, ID: g.ID})
		}
	}
}

// text says what data access is given, for people.
func (g DataGrant) text() string {
	if len(g.Path) == 0 {
		return fmt.Sprintf("%s %s", g.To, g.Level.Label())
	}
	return fmt.Sprintf("%s %s on %s", g.To, g.Level.Label(), g.Path)
}
