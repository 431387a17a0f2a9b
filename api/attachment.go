package api

import (
	"fmt"
	"strings"

	"github.com/writ-dev/writ/export"
)

// attachment is the Content-Disposition of a file to download (RFC 6266): its name
// in ASCII for old programs, and as it is (RFC 5987).
func attachment(fileName string) string {
	name := export.FileName(fileName)
	ascii := strings.Map(func(r rune) rune {
		if r > '~' {
			return '_'
		}
		return r
	}, name)
	header := `attachment; filename="` + ascii + `"`
	if ascii != name {
		header += "; filename*=UTF-8''" + extended(name)
	}
	return header
}

// extended writes a value in the alphabet of RFC 5987.
func extended(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
		if letter || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
