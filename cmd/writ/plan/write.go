package plan

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Write renders an organization as a file that Parse reads, sorted. The head is
// written above it as a comment.
func Write(o *Organization, head string) ([]byte, error) {
	o.Sort()
	root := mapping()
	if o.AccountTypes != nil {
		root.put("accountTypes", each(o.AccountTypes, func(t *AccountType) (string, *node) { return t.Name, t.node() }))
	}
	if o.Teams != nil {
		root.put("teams", each(o.Teams, func(t *Team) (string, *node) { return t.Name, t.node() }))
	}
	if o.Workspaces != nil {
		root.put("workspaces", each(o.Workspaces, func(f *Folder) (string, *node) { return f.Name, f.node() }))
	}
	if o.Connections != nil {
		root.put("connections", each(o.Connections, func(c *Connection) (string, *node) { return c.Name, c.node() }))
	}
	var out bytes.Buffer
	for line := range strings.Lines(head) {
		fmt.Fprintf(&out, "# %s\n", strings.TrimRight(line, "\n"))
	}
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode((*yaml.Node)(root)); err != nil {
		return nil, fmt.Errorf("plan: cannot write the file: %w", err)
	}
	return out.Bytes(), enc.Close()
}

// node builds what is written.
type node yaml.Node

func mapping() *node { return &node{Kind: yaml.MappingNode, Tag: "!!map"} }

func scalar(text string) *node {
	n := &yaml.Node{}
	n.SetString(text)
	n.Style = 0
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }) {
		n.Style = yaml.DoubleQuotedStyle // exactly, whatever the line ends are
	}
	return (*node)(n)
}

func word(text, tag string) *node { return &node{Kind: yaml.ScalarNode, Tag: tag, Value: text} }

func (n *node) put(key string, value *node) {
	n.Content = append(n.Content, (*yaml.Node)(scalar(key)), (*yaml.Node)(value))
}

// prose writes a description, if there is one.
func (n *node) prose(text *string) {
	if text != nil && *text != "" {
		n.put("description", scalar(*text))
	}
}

// each writes a mapping of names to what they stand for.
func each[T any](list []T, show func(T) (string, *node)) *node {
	n := mapping()
	for _, item := range list {
		n.put(show(item))
	}
	return n.short()
}

// short puts an empty mapping or list on one line.
func (n *node) short() *node {
	if len(n.Content) == 0 {
		n.Style = yaml.FlowStyle
	}
	return n
}

// texts writes a list of values, on one line if that is short.
func texts[T ~string](list []T) *node {
	n := &node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	length := 0
	for _, item := range list {
		n.Content = append(n.Content, (*yaml.Node)(scalar(string(item))))
		length += len(item) + 2
	}
	if length < 60 {
		n.Style = yaml.FlowStyle
	}
	return n
}

func (t *AccountType) node() *node {
	n := mapping()
	n.prose(t.Description)
	n.put("permissions", texts(t.Permissions))
	return n
}

func (t *Team) node() *node {
	n := mapping()
	n.prose(t.Description)
	visibility := "private"
	if t.Public != nil && *t.Public {
		visibility = "public"
	}
	n.put("visibility", scalar(visibility))
	var members, admins []string
	for _, m := range t.Members {
		if m.Admin {
			admins = append(admins, m.Email)
		} else {
			members = append(members, m.Email)
		}
	}
	if len(admins) > 0 {
		n.put("admins", texts(admins))
	}
	n.put("members", texts(members))
	return n
}

func (f *Folder) node() *node {
	n := mapping()
	n.prose(f.Description)
	n.put("grants", each(f.Grants, func(g Grant) (string, *node) { return g.To.String(), scalar(string(g.Level)) }))
	if len(f.Folders) > 0 {
		n.put("folders", each(f.Folders, func(f *Folder) (string, *node) { return f.Name, f.node() }))
	}
	return n
}

func (c *Connection) node() *node {
	n := mapping()
	n.put("type", scalar(string(c.Type)))
	n.prose(c.Description)
	field := func(f Field) (string, *node) {
		if f.Secret {
			return f.Name, scalar(secretOf(c.Name, f.Name))
		}
		return f.Name, scalar(literal(f.Value))
	}
	if c.Details != nil {
		n.put("details", each(c.Details, field))
	}
	switch {
	case len(c.WriteAccess) > 0:
		n.put("writeAccess", each(c.WriteAccess, field))
	case c.WriteAccess != nil:
		n.put("writeAccess", word("false", "!!bool"))
	}
	access := &node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for _, g := range c.Access {
		item := mapping()
		item.Style = yaml.FlowStyle
		item.put("to", scalar(g.To.String()))
		item.put("level", scalar(string(g.Level)))
		if len(g.Path) > 0 {
			item.put("path", texts(g.Path))
		}
		access.Content = append(access.Content, (*yaml.Node)(item))
	}
	n.put("access", access.short())
	return n
}
