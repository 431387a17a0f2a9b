package sqltext

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/writ-dev/writ"
)

// SQL is the text of one statement. The zero SQL is empty. Only a Builder makes
// one, so no string a user typed ever becomes SQL unquoted.
type SQL struct{ text string }

// String returns the statement's text.
func (s SQL) String() string { return s.text }

// Quoting says how a platform writes identifiers and text literals.
type Quoting struct {
	Ident         byte // the character around identifiers, doubled inside: '"' or '`'
	Backslash     bool // a backslash inside a text literal escapes
	CStyle        bool // quotes inside names and literals are not doubled but escaped by a backslash, and so are line ends
	MaxIdentBytes int  // longest identifier; longer ones are refused, never cut. 0: no limit
	MaxIdentChars int  // the same where a platform counts characters, not bytes
	NULInIdent    bool // identifiers may hold U+0000 (no platform's may, so far)
	BasicPlane    bool // identifiers hold no characters beyond U+FFFF, such as emoji
	NoBlankEnd    bool // identifiers do not end in a blank
}

// keyword is what Raw takes. It is not exported, so that other packages can
// pass constants of their source text and nothing else.
type keyword string

// Builder glues one statement. The first error sticks and comes out of Done.
type Builder struct {
	q   Quoting
	b   strings.Builder
	err error
}

// Build starts a statement.
func (q Quoting) Build() *Builder { return &Builder{q: q} }

// Raw appends a constant piece of SQL.
func (b *Builder) Raw(s keyword) *Builder {
	b.b.WriteString(string(s))
	return b
}

// Ident appends one quoted identifier. An empty one, one that is not valid
// UTF-8, one that holds U+0000 and one that is too long are refused.
func (b *Builder) Ident(name string) *Builder {
	switch {
	case name == "":
		b.fail("a name is empty")
	case !utf8.ValidString(name):
		b.fail("the name %q is not valid UTF-8", name)
	case strings.ContainsRune(name, 0) && !b.q.NULInIdent:
		b.fail("the name %q holds a NUL character", name)
	case b.q.MaxIdentBytes > 0 && len(name) > b.q.MaxIdentBytes:
		b.fail("the name %q is %d bytes long; this platform takes %d", name, len(name), b.q.MaxIdentBytes)
	case b.q.MaxIdentChars > 0 && utf8.RuneCountInString(name) > b.q.MaxIdentChars:
		b.fail("the name %q is %d characters long; this platform takes %d", name, utf8.RuneCountInString(name), b.q.MaxIdentChars)
	case b.q.BasicPlane && strings.ContainsFunc(name, func(r rune) bool { return r > '\uFFFF' }):
		b.fail("the name %q holds a character that this platform takes in no name, such as an emoji", name)
	case b.q.NoBlankEnd && strings.HasSuffix(name, " "):
		b.fail("the name %q ends in a blank, which this platform takes in no name", name)
	}
	quote := string(b.q.Ident)
	if b.q.CStyle {
		name = cStyle.Replace(name)
	} else {
		name = strings.ReplaceAll(name, quote, quote+quote)
	}
	b.b.WriteString(quote + name + quote)
	return b
}

// Path appends the parts of p as quoted identifiers with dots between.
func (b *Builder) Path(p writ.Path) *Builder {
	if len(p) == 0 {
		b.fail("a path is empty")
	}
	for i, part := range p {
		if i > 0 {
			b.b.WriteByte('.')
		}
		b.Ident(part)
	}
	return b
}

// Idents appends a comma-separated list of quoted identifiers.
func (b *Builder) Idents(names ...string) *Builder {
	for i, n := range names {
		if i > 0 {
			b.b.WriteString(", ")
		}
		b.Ident(n)
	}
	return b
}

// cStyle escapes what may not stand between the quotes of a platform that
// escapes as the language C does.
var cStyle = strings.NewReplacer(`\`, `\\`, "'", `\'`, `"`, `\"`, "`", "\\`", "\n", `\n`, "\r", `\r`)

// Text appends a text literal. U+0000 is refused but where a backslash escapes it:
// no platform takes it as it is.
func (b *Builder) Text(s string) *Builder {
	if strings.ContainsRune(s, 0) && !b.q.Backslash {
		b.fail("a text literal holds a NUL character")
	}
	if b.q.CStyle {
		b.b.WriteString("'" + cStyle.Replace(s) + "'")
		return b
	}
	if b.q.Backslash {
		s = strings.ReplaceAll(s, `\`, `\\`)
		s = strings.ReplaceAll(s, "\x00", `\0`)
	}
	b.b.WriteString("'" + strings.ReplaceAll(s, "'", "''") + "'")
	return b
}

// Signs of LIKE that stand for themselves, by an escape that stands in a literal
// unescaped, or by the only one of the platforms that escape as C does.
var (
	likeSigns  = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")
	cLikeSigns = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)
)

// HasPrefix appends the predicate that what stands before begins with s, letter for
// letter.
func (b *Builder) HasPrefix(s string) *Builder { return b.like("", s) }

// Contains appends the predicate that s is somewhere in what stands before, letter
// for letter.
func (b *Builder) Contains(s string) *Builder { return b.like("%", s) }

func (b *Builder) like(before, s string) *Builder {
	b.b.WriteString(" LIKE ")
	if b.q.CStyle {
		return b.Text(before + cLikeSigns.Replace(s) + "%")
	}
	b.Text(before + likeSigns.Replace(s) + "%")
	b.b.WriteString(" ESCAPE '!'")
	return b
}

// Int appends an integer literal.
func (b *Builder) Int(n int64) *Builder {
	b.b.WriteString(strconv.FormatInt(n, 10))
	return b
}

// Type appends the name of a native type, such as "DECIMAL(10,2)". Anything but
// letters, digits, blanks, underscores, parentheses and commas is refused.
func (b *Builder) Type(native string) *Builder {
	for _, r := range native {
		if !alphanumeric(r) && !strings.ContainsRune(" _(),", r) {
			b.fail("%q is not the name of a type", native)
		}
	}
	b.b.WriteString(native)
	return b
}

// SQL appends another statement's text, for subqueries.
func (b *Builder) SQL(s SQL) *Builder {
	b.b.WriteString(s.text)
	return b
}

// Done returns the statement, or a CodeInvalid error saying which name or
// literal cannot be written.
func (b *Builder) Done() (SQL, error) {
	if b.err != nil {
		return SQL{}, b.err
	}
	return SQL{b.b.String()}, nil
}

func (b *Builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = writ.Errorf(writ.CodeInvalid, "sqltext.Builder", format, args...)
	}
}

// Tagged returns s with a leading comment of the form /* writ k=v k=v */, so
// that an administrator of the warehouse sees who asked. Values are cut to
// letters, digits and -_@.: because a comment has no quoting.
func Tagged(s SQL, pairs ...[2]string) SQL {
	var b strings.Builder
	b.WriteString("/* writ")
	for _, p := range pairs {
		if p[1] != "" {
			fmt.Fprintf(&b, " %s=%s", plain(p[0]), plain(p[1]))
		}
	}
	b.WriteString(" */ ")
	return SQL{b.String() + s.text}
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if alphanumeric(r) || strings.ContainsRune("-_@.:", r) {
			return r
		}
		return -1
	}, s)
}

func alphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
