package xlsx

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// book is a workbook in memory, part by part.
type book map[string]string

func (b book) open(name string) (io.Reader, error) {
	data, ok := b[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return strings.NewReader(data), nil
}

// newBook is a workbook of one sheet with these rows, shared texts, custom number
// formats (from 164 on; each is the style of its place, after style 0) and
// attributes of workbookPr.
func newBook(rows, texts string, formats []string, properties string) book {
	var numbers, styles strings.Builder
	for i, f := range formats {
		fmt.Fprintf(&numbers, `<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, strings.ReplaceAll(f, `"`, "&quot;"))
		fmt.Fprintf(&styles, `<xf numFmtId="%d"/>`, 164+i)
	}
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	return book{
		WorkbookPart: head + `<workbook xmlns:r="r"><workbookPr ` + properties + `/><sheets><sheet name="Data &amp; more" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		relationsPart: head + `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="http://x/styles" Target="/xl/styles.xml"/><Relationship Id="rId3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/styles.xml":            head + `<styleSheet><numFmts>` + numbers.String() + `</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>` + styles.String() + `</cellXfs></styleSheet>`,
		"xl/sharedStrings.xml":     head + `<sst>` + texts + `</sst>`,
		"xl/worksheets/sheet1.xml": head + `<worksheet><dimension ref="A1"/><sheetData>` + rows + `</sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells></worksheet>`,
	}
}

// read renders every cell of the first sheet as place, kind and text.
func (b book) read() ([]string, *Rows, error) {
	w, err := Open(b.open)
	if err != nil {
		return nil, nil, err
	}
	rows, err := w.Rows(w.Sheets[0])
	if err != nil {
		return nil, nil, err
	}
	var out []string
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return out, rows, nil
		}
		if err != nil {
			return out, rows, err
		}
		for _, c := range row.Cells {
			out = append(out, fmt.Sprintf("%s%d %s %q", ColumnName(c.Column), row.Number, []string{"text", "value", "fault", "formula"}[c.Kind], c.Text))
		}
	}
}

func TestCells(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ cell, want string }{
		"integer":          {`<c><v>12</v></c>`, `value "12"`},
		"seventeen digits": {`<c><v>0.10000000000000001</v></c>`, `value "0.1"`},
		"64 bits":          {`<c><v>-9007199254740993</v></c>`, `value "-9007199254740993"`},
		"sum":              {`<c><v>0.30000000000000004</v></c>`, `value "0.30000000000000004"`},
		"exponent":         {`<c><v>1.2E+3</v></c>`, `value "1200"`},
		"large":            {`<c><v>1E+21</v></c>`, `value "1e+21"`},
		"small":            {`<c><v>1E-300</v></c>`, `value "1e-300"`},
		"negative zero":    {`<c><v>-0</v></c>`, `value "0"`},
		"no number":        {`<c><v>NaN</v></c>`, `text "NaN"`},
		"true":             {`<c t="b"><v>1</v></c>`, `value "true"`},
		"error":            {`<c t="e"><v>#N/A</v></c>`, `fault "#N/A"`},
		"shared":           {`<c t="s"><v>0</v></c>`, `text "one\ntwo & <three>"`},
		"shared pieces":    {`<c t="s"><v>1</v></c>`, `text " bold plain"`},
		"shared escapes":   {`<c t="s"><v>2</v></c>`, `text "a\x01_x0041_😀_xZZZZ__xD83D_"`},
		"shared empty":     {`<c t="s"><v>3</v></c>`, `text ""`},
		"inline":           {`<c t="inlineStr"><is><t xml:space="preserve"> 007 </t></is></c>`, `text " 007 "`},
		"inline empty":     {`<c t="inlineStr"><is><t/></is></c>`, `text ""`},
		"line ends":        {"<c t=\"inlineStr\"><is><t>a\r\nb\rc&#13;d</t></is></c>", `text "a\nb\nc\rd"`},
		"CDATA":            {`<c t="inlineStr"><is><t><![CDATA[<&>]]></t></is></c>`, `text "<&>"`},
		"formula":          {`<c><f>1+1</f><v>2</v></c>`, `value "2"`},
		"formula text":     {`<c t="str"><f>A1&amp;""</f><v></v></c>`, `text ""`},
		"formula unknown":  {`<c><f>SUM(A1:A2)</f><v></v></c>`, `formula "=SUM(A1:A2)"`},
		"formula no text":  {`<c t="str"><f>B1</f></c>`, `formula "=B1"`},
		"formula alone":    {`<c><f>B1</f></c>`, `formula "=B1"`},
		"ISO date":         {`<c t="d"><v>2026-01-31</v></c>`, `value "2026-01-31"`},
		"comment":          {`<c><!-- a > b --><v>1<!----></v></c>`, `value "1"`},
		"prefix":           {`<x:c><x:v>1</x:v></x:c>`, `value "1"`},
	} {
		texts := "<si><t>one\r\ntwo &amp; &lt;three&gt;</t></si><si><r><rPr><b/></rPr><t> bold</t></r><r><t xml:space='preserve'> plain</t></r><rPh sb='0'><t>no</t></rPh></si>" +
			"<si><t>a_x0001__x005F_x0041__xD83D__xDE00__xZZZZ__xD83D_</t></si><si><t></t></si>"
		got, _, err := newBook(`<row r="3">`+c.cell+`</row>`, texts, nil, "").read()
		if want := "A3 " + c.want; err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s: got %q %v, want %s", name, got, err, want)
		}
	}
	for name, cell := range map[string]string{"styled": `<c s="1"/>`, "no value": `<c><v/></c>`, "no text": `<c t="s"/>`} {
		if got, _, err := newBook(`<row>`+cell+`</row>`, "", nil, "").read(); err != nil || len(got) != 0 {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	formats := []string{"yyyy-mm-dd", "dd/mm/yyyy hh:mm", "h:mm AM/PM", "[h]:mm:ss", `0.00"days"`, "0.00E+00", "[Red]mmm\\ yy;@", "mm:ss.0", "[$-409]d-mmm", `"due "0`}
	for _, c := range []struct {
		style   int
		system  string
		serial  string
		want    string
		comment string
	}{
		{1, "", "46053", "2026-01-31", "a date"},
		{1, "", "46053.5", "2026-01-31 12:00:00", "a date with a time that is not shown"},
		{2, "", "46053", "2026-01-31 00:00:00", "a timestamp at midnight"},
		{2, "", "46053.54513888889", "2026-01-31 13:05:00", "a timestamp"},
		{2, "", "46053.545138900467", "2026-01-31 13:05:00.001", "a thousandth"},
		{2, "", "46053.99999999999", "2026-02-01 00:00:00", "rounded into the next day"},
		{3, "", "0.54513888888888884", "13:05:00", "a time of day"},
		{3, "", "0", "00:00:00", "midnight"},
		{3, "", "0.999999999", "23:59:59.999", "before midnight"},
		{3, "", "1.5", "1900-01-01 12:00:00", "a time of day with a date that is not shown"},
		{4, "", "1.5", "36:00:00", "more than a day"},
		{4, "", "0.5", "12:00:00", "a length below a day"},
		{4, "", "100", "2400:00:00", "a hundred days"},
		{8, "", "0.000694444444444", "00:01:00", "minutes"},
		{5, "", "46053", "46053", "a unit that spells days"},
		{6, "", "46053", "46053", "an exponent"},
		{7, "", "46053", "2026-01-31", "a month"},
		{9, "", "46053", "2026-01-31", "a locale"},
		{10, "", "46053", "46053", "a word"},
		{1, "", "1", "1900-01-01", "the first day"},
		{1, "", "59", "1900-02-28", "before the fake day"},
		{1, "", "60", "1900-02-29", "the fake day"},
		{1, "", "61", "1900-03-01", "after the fake day"},
		{1, "", "0", "0", "no day"},
		{1, "", "0.25", "0.25", "no day either"},
		{1, "", "-1", "-1", "before the first day"},
		{1, "", "2958465", "9999-12-31", "the last day"},
		{1, "", "2958466", "2958466", "after the last day"},
		{1, "date1904=\"1\"", "0", "1904-01-01", "the first day of 1904"},
		{1, "date1904=\"true\"", "44591", "2026-01-31", "a date counted from 1904"},
		{2, "date1904=\"1\"", "0.5", "1904-01-01 12:00:00", "noon of the first day of 1904"},
		{3, "date1904=\"1\"", "0.5", "12:00:00", "noon of any day"},
	} {
		got, _, err := newBook(fmt.Sprintf(`<row><c s="%d"><v>%s</v></c></row>`, c.style, c.serial), "", formats, c.system).read()
		if want := fmt.Sprintf("A1 value %q", c.want); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s (%s in %q): got %q %v, want %s", c.comment, c.serial, formats[c.style-1], got, err, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	got, rows, err := newBook(`<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row r="7"><c r="XFD7"><v>4</v></c></row><row><c r="AA8"><v>5</v></c></row><row r="1048576"/>`, "", nil, "").read()
	want := `[A1 value "1" D1 value "2" E1 value "3" XFD7 value "4" AA8 value "5"]`
	if err != nil || fmt.Sprint(got) != want {
		t.Errorf("got %v %v, want %s", got, err, want)
	}
	if rows.Merged != (Merged{Areas: 1, First: "A1:B2"}) {
		t.Errorf("merged %+v", rows.Merged)
	}
}

func TestSheets(t *testing.T) {
	t.Parallel()
	b := newBook("", "", nil, "")
	b[WorkbookPart] = `<workbook><sheets><sheet name="Chart" r:id="c"/><sheet name="A" r:id="a" state="veryHidden"/><sheet name="B" r:id="b" state="visible"/></sheets></workbook>`
	b[relationsPart] = `<Relationships><Relationship Id="a" Type="u/worksheet" Target="..\xl\a.xml"/><Relationship Id="b" Type="u/worksheet" Target="/b.xml"/><Relationship Id="c" Type="u/chartsheet" Target="c.xml"/></Relationships>`
	w, err := Open(b.open)
	if err != nil || fmt.Sprint(w.Sheets) != "[{A true xl/a.xml} {B false b.xml}]" {
		t.Fatalf("%+v %v", w, err)
	}
	if s, ok := w.Sheet("B"); !ok || s.Name != "B" {
		t.Errorf("%+v", s)
	}
	if s, ok := w.Sheet(""); !ok || s.Name != "A" {
		t.Errorf("%+v", s)
	}
	if _, ok := w.Sheet("Chart"); ok {
		t.Error("a chart is no sheet with cells")
	}
}

func TestDamage(t *testing.T) {
	t.Parallel()
	cell := func(c string) book { return newBook("<row>"+c+"</row>", "<si><t>x</t></si>", nil, "") }
	with := func(part, data string) book {
		b := cell(`<c t="s"><v>0</v></c>`)
		b[part] = data
		return b
	}
	without := with("", "")
	delete(without, relationsPart)
	const sheet = "xl/worksheets/sheet1.xml"
	for name, c := range map[string]struct {
		book book
		want string
	}{
		"no relations":  {without, "_rels/workbook.xml.rels is missing"},
		"no sheets":     {with(WorkbookPart, "<workbook/>"), "no sheet with cells"},
		"no such text":  {cell(`<c t="s"><v>1</v></c>`), "no text of the number 1"},
		"negative text": {cell(`<c t="s"><v>-1</v></c>`), "no text of the number -1"},
		"bad text":      {cell(`<c t="s"><v>x</v></c>`), `text number "x" in row 1`},
		"bad boolean":   {cell(`<c t="b"><v>2</v></c>`), `"2" as true or false`},
		"order":         {cell(`<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>`), "not in order"},
		"twice":         {cell(`<c r="B1"><v>1</v></c><c r="B1"><v>2</v></c>`), "not in order"},
		"no place":      {cell(`<c r="1"><v>1</v></c>`), "not in order"},
		"far right":     {cell(`<c r="XFE1"><v>1</v></c>`), "not in order"},
		"far far right": {cell(`<c r="` + strings.Repeat("Z", 99) + `1"><v>1</v></c>`), "not in order"},
		"rows":          {newBook(`<row r="5"/><row r="5"/>`, "", nil, ""), `row "5" after row 5`},
		"low rows":      {newBook(`<row r="1048577"/>`, "", nil, ""), "more than 1048576 rows"},
		"document type": {with(sheet, `<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>`), "document type"},
		"entity":        {cell(`<c t="inlineStr"><is><t>&a;</t></is></c>`), "entity"},
		"NUL":           {cell(`<c t="inlineStr"><is><t>&#0;</t></is></c>`), "entity"},
		"encoding":      {with(sheet, `<?xml version="1.0" encoding="UTF-16"?><worksheet/>`), "another encoding"},
		"CDATA":         {cell("<c t=\"inlineStr\"><is><t><![CDATA[a\xfeb]]></t></is></c>"), "not UTF-8"},
		"not UTF-8":     {cell("<c t=\"inlineStr\"><is><t>\xff</t></is></c>"), "not UTF-8"},
		"attribute":     {with(sheet, `<worksheet a></worksheet>`), "attribute without a value"},
		"no quotes":     {with(sheet, `<worksheet a=b></worksheet>`), "attribute without quotes"},
		"one end more":  {with(sheet, `<worksheet></worksheet></a>`), "an end without a beginning"},
		"endless tag":   {with(sheet, "<a"+strings.Repeat(" ", maxToken+1<<17)), "a tag or a text of more than"},
		"many ends":     {with(sheet, `<a b="`+strings.Repeat(">", maxToken-100)+`"/></b>`), "an end without a beginning"},
		"too many ends": {with(sheet, `<a b="`+strings.Repeat(">", maxToken)), "a tag or a text of more than"},
		"endless note":  {with(sheet, `<a><!--`+strings.Repeat(">", maxToken)), "a tag or a text of more than"},
		"endless text":  {cell("<c t=\"inlineStr\"><is>" + strings.Repeat("<t>"+strings.Repeat("x", 1<<20)+"</t>", 5) + "</is></c>"), "a text of more than"},
	} {
		_, _, err := c.book.read()
		if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	for _, data := range []string{"<worksheet>", "<worksheet><sheetData><row><c><v>1", "<worksheet", `<worksheet a="`, "<worksheet><!-- "} {
		if _, _, err := with(sheet, data).read(); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%q: %v", data, err)
		}
	}
}

func TestSharedStringsAreBounded(t *testing.T) {
	t.Parallel()
	s := sharedStrings{}
	long := make([]byte, maxToken)
	var err error
	n := 0
	for ; err == nil; n++ {
		err = s.keep(long)
	}
	if writ.CodeOf(err) != writ.CodeExhausted || n*maxToken < maxStringBytes || n*maxToken > maxStringBytes+2*chunkSize {
		t.Errorf("%d texts, %v", n, err)
	}
}
