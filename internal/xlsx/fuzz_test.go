package xlsx

import (
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/writ-dev/writ"
)

// FuzzSheet reads sheets of any bytes: what is read has its place and is UTF-8,
// everything else is an error that says so.
func FuzzSheet(f *testing.F) {
	f.Add(`<row r="2"><c r="B2" t="s"><v>0</v></c><c s="1"><v>46053.5</v></c></row>`, `<si><t>a_x0041_</t></si>`)
	f.Add(`<row><c t="inlineStr"><is><t>&lt;&#65;</t></is></c><c><f>A1</f></c></row>`, `<si><r><t>x</t></r><rPh><t>y</t></rPh></si>`)
	f.Add(`<row><c t="str"><v><![CDATA[x]]></v></c><!-- --><?x?></row>`, ``)
	f.Fuzz(func(t *testing.T, rows, texts string) {
		w, err := Open(newBook(rows, texts, []string{"yyyy hh:mm"}, "").open)
		if err != nil {
			t.Fatal(err)
		}
		r, err := w.Rows(w.Sheets[0])
		if err != nil {
			t.Fatal(err)
		}
		number := 0
		for {
			row, err := r.Next()
			if err != nil {
				if code := writ.CodeOf(err); code != writ.CodeInvalid && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Fatalf("%s: %v", code, err)
				}
				return
			}
			if row.Number <= number || row.Number > MaxRows {
				t.Fatalf("row %d after %d", row.Number, number)
			}
			number = row.Number
			column := -1
			for _, c := range row.Cells {
				if c.Column <= column || c.Column >= MaxColumns || !utf8.Valid(c.Text) {
					t.Fatalf("%+v after column %d", c, column)
				}
				column = c.Column
			}
		}
	})
}
