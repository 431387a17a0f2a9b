package plan

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/writ-dev/writ"
)

func (p *parser) accountTypes(n *yaml.Node) []*AccountType {
	list := []*AccountType{}
	p.named(optional(n), "accountTypes", true, func(name string, line int, value *yaml.Node) {
		t := &AccountType{Name: name, Line: line}
		list = append(list, t)
		if _, err := writ.ParseAccountType(name); err == nil {
			p.fail(line, "%s is a built-in account type, which stays as it is; choose another name", name)
		}
		p.fields(optional(value), "an account type", map[string]func(*yaml.Node){
			"description": func(n *yaml.Node) { t.Description = p.prose(n) },
			"permissions": func(n *yaml.Node) {
				t.Permissions = []writ.Permission{}
				p.list(n, "permissions", func(line int, text string) {
					if slices.Contains(t.Permissions, writ.Permission(text)) {
						p.fail(line, "%s is there twice", text)
					}
					t.Permissions = append(t.Permissions, writ.Permission(text))
				})
			},
		})
	})
	return list
}

func (p *parser) teams(n *yaml.Node) []*Team {
	list := []*Team{}
	p.named(optional(n), "teams", true, func(name string, line int, value *yaml.Node) {
		t := &Team{Name: name, Line: line}
		list = append(list, t)
		p.fields(optional(value), "a team", map[string]func(*yaml.Node){
			"description": func(n *yaml.Node) { t.Description = p.prose(n) },
			"visibility": func(n *yaml.Node) {
				public := choice(p, n, "visibility", []string{"public", "private"}) == "public"
				t.Public = &public
			},
			"members": func(n *yaml.Node) { p.roll(t, n, "members", false) },
			"admins":  func(n *yaml.Node) { p.roll(t, n, "admins", true) },
		})
	})
	return list
}

// roll adds the addresses of a list to a team.
func (p *parser) roll(t *Team, n *yaml.Node, what string, admin bool) {
	if t.Members == nil {
		t.Members = []Member{}
	}
	p.list(n, what, func(line int, text string) {
		email, err := writ.NormalizeEmail(text)
		if err != nil {
			p.fail(line, "%q is not an e-mail address", text)
			return
		}
		if slices.ContainsFunc(t.Members, func(m Member) bool { return m.Email == email }) {
			p.fail(line, "%s is in the team twice; name admins under admins only", email)
			return
		}
		t.Members = append(t.Members, Member{Email: email, Admin: admin, Line: line})
	})
}

func (p *parser) folders(n *yaml.Node, what string, depth int) []*Folder {
	list := []*Folder{}
	if depth > writ.MaxDepth {
		p.fail(n.Line, "folders lie at most %d deep", writ.MaxDepth)
		return list
	}
	p.named(optional(n), what+"s", false, func(name string, line int, value *yaml.Node) {
		f := &Folder{Name: name, Line: line}
		list = append(list, f)
		p.fields(optional(value), "a "+what, map[string]func(*yaml.Node){
			"description": func(n *yaml.Node) { f.Description = p.prose(n) },
			"grants":      func(n *yaml.Node) { f.Grants = p.grants(n) },
			"folders":     func(n *yaml.Node) { f.Folders = p.folders(n, "folder", depth+1) },
		})
	})
	return list
}

func (p *parser) grants(n *yaml.Node) []Grant {
	list := []Grant{}
	p.named(optional(n), "grants", true, func(name string, line int, value *yaml.Node) {
		to, ok := p.grantee(line, name)
		level := choice(p, value, "the level of a grant", writ.KindFolder.Levels())
		if ok {
			list = append(list, Grant{To: to, Level: level, Line: line})
		}
	})
	return list
}

func (p *parser) connections(n *yaml.Node) []*Connection {
	list := []*Connection{}
	p.named(optional(n), "connections", false, func(name string, line int, value *yaml.Node) {
		c := &Connection{Name: name, Line: line}
		list = append(list, c)
		p.fields(optional(value), "a connection", map[string]func(*yaml.Node){
			"description": func(n *yaml.Node) { c.Description = p.prose(n) },
			"type":        func(n *yaml.Node) { c.Type = writ.Platform(p.text(n, "the type of a connection")) },
			"details":     func(n *yaml.Node) { c.Details = p.values(n, "details") },
			"writeAccess": func(n *yaml.Node) {
				if n.Kind == yaml.ScalarNode && n.Tag == "!!bool" && n.Value == "false" {
					c.WriteAccess = []Field{}
					return
				}
				c.WriteAccess = p.values(n, "writeAccess")
			},
			"access": func(n *yaml.Node) { c.Access = p.dataGrants(n) },
		})
		if c.Type == "" {
			p.fail(line, "the connection %s has no type; say for example\n    type: postgres", name)
		}
	})
	return list
}

func (p *parser) values(n *yaml.Node, what string) []Field {
	list := []Field{}
	p.named(optional(n), what, false, func(name string, line int, value *yaml.Node) {
		list = append(list, Field{Name: name, Value: p.text(value, name), Line: line})
	})
	return list
}

func (p *parser) dataGrants(n *yaml.Node) []DataGrant {
	list := []DataGrant{}
	if n.Kind != yaml.SequenceNode {
		p.fail(n.Line, "access should be a list, as in\n    - {to: all, level: use}")
		return list
	}
	for _, item := range n.Content {
		g := DataGrant{Line: item.Line, Path: writ.Path{}}
		ok := false
		p.fields(item, "data access", map[string]func(*yaml.Node){
			"to":    func(n *yaml.Node) { g.To, ok = p.grantee(n.Line, p.text(n, "to")) },
			"level": func(n *yaml.Node) { g.Level = choice(p, n, "level", writ.DataLevels()) },
			"path":  func(n *yaml.Node) { p.list(n, "path", func(_ int, text string) { g.Path = append(g.Path, text) }) },
		})
		switch {
		case !ok:
			p.fail(item.Line, "data access has to say to whom it is given and at which level, as in\n    - {to: all, level: use}")
		case g.Level == "":
			p.fail(item.Line, "data access has to say at which level it is given")
		case slices.ContainsFunc(list, g.sameAs):
			p.fail(item.Line, "%s has access to the same there already", g.To)
		default:
			list = append(list, g)
		}
	}
	return list
}

// sameAs tells whether two grants are to the same grantee on the same path.
func (g DataGrant) sameAs(other DataGrant) bool {
	return g.To.Is(other.To) && slices.Equal(g.Path, other.Path)
}
