package warehouse

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// maxSlug keeps physical names readable, in bytes.
const maxSlug = 50

// PhysicalNames returns a physical column name for each label: readable, in
// lower-case ASCII, unique even where case folds, within the platform's limit,
// never a system column and never a name that begins like Writ's own. A label
// of which nothing is left becomes column_3, counted from 1.
func PhysicalNames(labels []string, caps driver.Capabilities) []string {
	limit := maxSlug
	if caps.MaxIdentifierBytes > 0 {
		limit = min(limit, caps.MaxIdentifierBytes)
	}
	taken := map[string]bool{strings.ToLower(writ.RowColumn): true}
	for _, c := range caps.SystemColumns {
		taken[strings.ToLower(c)] = true
	}
	names := make([]string, len(labels))
	for i, label := range labels {
		base := slug(label)
		if base == "" {
			base = fmt.Sprintf("column_%d", i+1)
		}
		if strings.HasPrefix(base, "ds_") {
			base = "c_" + base
		}
		name := base[:min(len(base), limit)]
		for n := 2; taken[name]; n++ {
			suffix := fmt.Sprintf("_%d", n)
			name = base[:min(len(base), limit-len(suffix))] + suffix
		}
		taken[name] = true
		names[i] = name
	}
	return names
}

// slug keeps the ASCII letters and digits of a label, accents removed, and puts
// one underscore between groups of them. A leading digit gets a letter before
// it, since many platforms' names cannot begin with one unquoted.
func slug(label string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(label)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if b.Len() == 0 && r <= '9' {
				b.WriteString("c_")
			} else if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			b.WriteRune(r)
			gap = false
		case !unicode.Is(unicode.Mn, r):
			gap = true
		}
	}
	return b.String()
}
