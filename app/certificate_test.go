package app_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/ingest"
)

// everyKind has a column of each kind that all platforms have, with values at its edges, NULL beside the
// empty text, and text that platforms like to change: trailing spaces, case,
// quotes, line breaks, characters beyond the first plane, numbers with zeros.
var everyKind = strings.Join([]string{
	"id,big,amount,ratio,yes,day,clock,moment,note",
	`1,9223372036854775807,10.50,1.5e+300,true,2026-01-31,23:59:59,2026-01-31 23:59:59.123456,plain`,
	`2,-9223372036854775808,-0.01,-2.5e-300,false,1999-12-31,00:00:00,1970-01-01 00:00:00,`,
	`3,0,99999999999999.99,1e-07,true,2000-02-29,12:30:00.25,2026-07-01 12:00:00,""`,
	`4,,,,,,,,"a ""quote"", a` + "\n" + `break and a tab	"`,
	`5,42,0.00,5e+22,false,2026-11-22,01:02:03,2026-11-22 01:02:03.1,"trailing "`,
	`6,7,1.10,1e+21,true,2026-11-22,01:02:03,2026-11-22 01:02:03.12,ÄÖÜ ß Straße STRASSE 😀 Å`,
}, "\n") + "\n"

// TestOneFileOneCertificate imports a file on three platforms and demands that
// they certify the same.
func TestOneFileOneCertificate(t *testing.T) {
	t.Parallel()
	w, l, p := newWorld(t), newLake(t), newPond(t)
	p.grant(w)
	connections := []writ.ConnectionID{
		w.embedded().ID, l.connect(w).ID,
		must[*app.ConnectionView](t)(w.CreateConnection(t.Context(), w.admin(), p.draft())).ID,
	}
	var first string
	for _, id := range connections {
		table := w.table(w.admin(), id, everyKind)
		raw := must[*app.TableView](t)(w.Table(t.Context(), w.admin(), table.ID)).Certificate
		var c ingest.Certificate
		w.ok(json.Unmarshal(raw, &c))
		kinds := ""
		for i := range c.Columns {
			kinds += " " + string(c.Columns[i].Type.Kind)
			c.Columns[i].Physical = ""
		}
		if want := " integer integer decimal float boolean date time timestamp text"; kinds != want {
			t.Errorf("%s: the columns are%s, want%s", c.Platform, kinds, want)
		}
		platform := c.Platform
		c.Platform, c.CreatedAt = "", time.Time{}
		text := string(must[[]byte](t)(json.MarshalIndent(c, "", " ")))
		if first == "" {
			first = text
		}
		if text != first {
			t.Errorf("%s certifies %s\nthe first platform %s", platform, text, first)
		}
	}
}
