package ingest

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// TestUnifySaysWhatIsRespelled wants values of a chosen kind that go into a text
// column, and so look otherwise than in the file, to be accepted first.
func TestUnifySaysWhatIsRespelled(t *testing.T) {
	t.Parallel()
	onto := &Onto{Change: writ.ChangeAppend, Columns: []writ.TableColumn{{Name: "price", Type: writ.Type{Kind: writ.KindText}}}}
	for _, chosen := range []bool{true, false} {
		file := []arrival{{label: "price", typ: writ.Type{Kind: writ.KindDecimal, Precision: 6, Scale: 2}, facts: &column{values: 1, form: decimal, chosen: chosen}}}
		p := onto.unify(file, anyPlatform)
		told := len(p.changes) == 1 && !p.changes[0].Refused && strings.Contains(sayChanges(p.changes), "price is text in the table; the file is read as decimal")
		if told != chosen || p.columns[0].Type.Kind != writ.KindText {
			t.Errorf("chosen %t: %+v", chosen, p.changes)
		}
	}
}
