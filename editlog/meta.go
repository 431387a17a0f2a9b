package editlog

import (
	"fmt"

	"github.com/writ-dev/writ"
)

var metaFields = []string{
	"v", "member", "email", "document", "element", "branch", "batch", "part", "parts",
	"key", "request", "cause", "term", "editHash", "prev", "hash",
}

// meta appends METADATA without its hash and without its closing brace.
func (w *writer) meta(m *Meta) {
	w.raw(`{"v":`)
	w.number(int64(m.Format))
	w.member("member", string(m.Member))
	w.member("email", m.Email)
	w.optional("document", string(m.Document))
	w.optional("element", m.Element)
	w.member("branch", string(m.Branch))
	w.member("batch", m.Batch)
	w.raw(`,"part":`)
	w.number(int64(m.Part))
	w.raw(`,"parts":`)
	w.number(int64(m.Parts))
	w.optional("key", m.Key)
	w.optional("request", m.Request)
	if m.Cause != nil {
		w.raw(`,"cause":`)
		w.json(m.Cause)
	}
	w.raw(`,"term":`)
	w.number(m.Term)
	w.member("editHash", m.EditHash)
	w.member("prev", m.Prev)
	if err := m.check(); err != nil {
		w.fail(err)
	}
}

func (w *writer) member(name, text string) {
	w.raw(`,"` + name + `":`)
	w.text(text)
}

func (w *writer) optional(name, text string) {
	if text != "" {
		w.member(name, text)
	}
}

// check says what of m makes no sense.
func (m *Meta) check() error {
	switch {
	case m.Format != Format:
		return fmt.Errorf("the format %d is not known", m.Format)
	case m.Branch != writ.BranchDraft && m.Branch != writ.BranchPublished:
		return fmt.Errorf("there is no branch %q", m.Branch)
	case m.Part < 1 || m.Part > m.Parts:
		return fmt.Errorf("part %d of %d is not a part", m.Part, m.Parts)
	case m.Term < 0:
		return fmt.Errorf("the term %d is below 0", m.Term)
	}
	return nil
}

func (r *reader) meta(m *Meta) {
	r.fields(metaFields, func(i int) { r.metaField(m, metaFields[i]) })
	if err := m.check(); err != nil {
		r.fail("%w", err)
	}
	if len(m.Hash) != hashLength || len(m.EditHash) != hashLength {
		r.fail("a hash is missing")
	}
}

func (r *reader) metaField(m *Meta, name string) {
	switch name {
	case "v":
		m.Format = int(r.number())
	case "member":
		m.Member = writ.MemberID(r.text())
	case "email":
		m.Email = r.text()
	case "document":
		m.Document = writ.FileID(r.text())
	case "element":
		m.Element = r.text()
	case "branch":
		m.Branch = writ.Branch(r.text())
	case "batch":
		m.Batch = r.text()
	case "part":
		m.Part = int(r.number())
	case "parts":
		m.Parts = int(r.number())
	case "key":
		m.Key = r.text()
	case "request":
		m.Request = r.text()
	case "cause":
		m.Cause = &Cause{}
		r.json(m.Cause)
	case "term":
		m.Term = r.number()
	case "editHash":
		m.EditHash = r.text()
	case "prev":
		m.Prev = r.text()
	case "hash":
		m.Hash = r.text()
	}
}
