package export

import (
	"strings"
	"unicode"
)

// FileName is a name as every system takes it for a file: without what one or
// another gives a meaning there: separators, wildcards, quotes, what cannot be
// seen, a dot at the beginning, dots and blanks at the end.
func FileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`<>:"/\|?*%`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	name = strings.TrimRight(name, ". ")
	if trimmed := strings.TrimLeft(name, ". "); trimmed != name {
		name = "_" + trimmed
	}
	if name == "" {
		return "_"
	}
	return name
}
