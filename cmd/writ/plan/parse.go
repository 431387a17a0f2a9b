package plan

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/writ-dev/writ"
)

// maxMistakes is how many mistakes of a file are told at once.
const maxMistakes = 20

// Parse reads a file strictly: a field that it does not know, or one that is there
// twice, is a mistake. The error is CodeInvalid and has a line for every mistake
// that begins with name:line, as editors understand it.
func Parse(name string, text []byte) (*Organization, error) {
	p := &parser{name: name}
	o := &Organization{}
	if root := p.document(text); root != nil {
		p.fields(root, "an organization", map[string]func(*yaml.Node){
			"accountTypes": func(n *yaml.Node) { o.AccountTypes = p.accountTypes(n) },
			"teams":        func(n *yaml.Node) { o.Teams = p.teams(n) },
			"workspaces":   func(n *yaml.Node) { o.Workspaces = p.folders(n, "workspace", 1) },
			"connections":  func(n *yaml.Node) { o.Connections = p.connections(n) },
		})
	}
	return o, p.err()
}

// parser collects what is wrong with a file.
type parser struct {
	name     string
	mistakes []string
}

func (p *parser) err() error {
	if len(p.mistakes) == 0 {
		return nil
	}
	shown := p.mistakes[:min(len(p.mistakes), maxMistakes)]
	text := strings.Join(shown, "\n")
	if more := len(p.mistakes) - len(shown); more > 0 {
		text += fmt.Sprintf("\n… and %d more", more)
	}
	return writ.Invalid("plan.Parse", p.name, "%s", text)
}

func (p *parser) fail(line int, format string, args ...any) {
	p.mistakes = append(p.mistakes, fmt.Sprintf("%s:%d: %s", p.name, line, fmt.Sprintf(format, args...)))
}

// yamlLine finds the line in what the YAML reader says.
var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// document reads the one document of a file; nil for an empty or a broken one.
func (p *parser) document(text []byte) *yaml.Node {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	err := dec.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return p.broken(err)
	}
	if err := dec.Decode(&more); err == nil {
		p.fail(more.Line, "a second document begins here; put everything into one")
		return nil
	} else if !errors.Is(err, io.EOF) {
		return p.broken(err)
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return nil
	}
	return root
}

func (p *parser) broken(err error) *yaml.Node {
	found := yamlLine.FindStringSubmatch(err.Error())
	line := 1
	if len(found) == 2 && found[1] != "" {
		fmt.Sscan(found[1], &line) //nolint:errcheck // the pattern takes digits only
	}
	p.fail(line, "this is not YAML: %s", yamlLine.ReplaceAllString(err.Error(), ""))
	return nil
}

// entries calls each for every entry of a mapping, in its order. What says which
// mapping it is. Keys that are there twice, regardless of case if fold says so, are
// mistakes.
func (p *parser) entries(n *yaml.Node, what string, fold bool, each func(key string, line int, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		p.fail(n.Line, "%s should be a mapping, as in\n    name: value", what)
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
			p.fail(key.Line, "a name should stand here")
			continue
		}
		once := key.Value
		if fold {
			once = strings.ToLower(once)
		}
		if before, ok := seen[once]; ok {
			p.fail(key.Line, "%s is there already, on line %d; say everything about it in one place", key.Value, before)
			continue
		}
		seen[once] = key.Line
		if value.Kind == yaml.AliasNode || value.Anchor != "" {
			p.fail(value.Line, "anchors and aliases are not understood here; write the value out")
			continue
		}
		each(key.Value, key.Line, value)
	}
}

// fields reads a mapping whose keys are known; an unknown one is a mistake.
func (p *parser) fields(n *yaml.Node, what string, known map[string]func(*yaml.Node)) {
	p.entries(n, what, false, func(key string, line int, value *yaml.Node) {
		read, ok := known[key]
		if !ok {
			p.fail(line, "%s has no %s; it can have %s", what, key, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
			return
		}
		read(value)
	})
}

// named reads a mapping of names to what they stand for.
func (p *parser) named(n *yaml.Node, what string, fold bool, each func(name string, line int, value *yaml.Node)) {
	p.entries(n, what, fold, func(key string, line int, value *yaml.Node) {
		if strings.TrimSpace(key) == "" || strings.TrimSpace(key) != key {
			p.fail(line, "the name %q is empty, or begins or ends with a space", key)
			return
		}
		each(key, line, value)
	})
}

// optional turns a value that is left out into an empty mapping: "Finance:" alone
// names a team and says nothing else of it.
func optional(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return &yaml.Node{Kind: yaml.MappingNode, Line: n.Line}
	}
	return n
}

// text reads one value as it is written.
func (p *parser) text(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		p.fail(n.Line, `%s should be one value; write "" for an empty one`, what)
		return ""
	}
	return n.Value
}

// prose reads a description.
func (p *parser) prose(n *yaml.Node) *string {
	text := p.text(n, "a description")
	return &text
}

// list reads a list of single values.
func (p *parser) list(n *yaml.Node, what string, each func(line int, text string)) {
	if n.Kind != yaml.SequenceNode {
		p.fail(n.Line, "%s should be a list, as in [one, two]", what)
		return
	}
	for _, item := range n.Content {
		if item.Kind == yaml.AliasNode {
			p.fail(item.Line, "anchors and aliases are not understood here; write the value out")
			continue
		}
		if text := p.text(item, "each of "+what); text != "" {
			each(item.Line, text)
		}
	}
}

// choice reads a value that is one of a few.
func choice[T ~string](p *parser, n *yaml.Node, what string, of []T) T {
	text := T(p.text(n, what))
	if text != "" && !slices.Contains(of, text) {
		names := make([]string, len(of))
		for i, t := range of {
			names[i] = string(t)
		}
		p.fail(n.Line, "%s is %q; it can be %s", what, text, strings.Join(names, ", "))
	}
	return text
}

// grantee reads whom a grant is for.
func (p *parser) grantee(line int, text string) (Grantee, bool) {
	to, err := ParseGrantee(text)
	if err != nil {
		var e *writ.Error
		if errors.As(err, &e) {
			p.fail(line, "%s", e.Message)
		}
		return Grantee{}, false
	}
	return to, true
}
