package xlsx

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
)

// MaxText is the longest text that a cell may hold, in UTF-16 units.
const MaxText = 32767

// Look is how a cell shows its number.
type Look int

// Looks of numbers.
const (
	Plain Look = iota
	Date
	Clock
	ClockMillis
	Stamp
	StampMillis
)

// formats are the number formats of the looks.
var formats = [...]string{"General", "yyyy\\-mm\\-dd", "hh:mm:ss", "hh:mm:ss.000", "yyyy\\-mm\\-dd\\ hh:mm:ss", "yyyy\\-mm\\-dd\\ hh:mm:ss.000"}

// Writer writes a workbook of one sheet, cell by cell from left to right and row
// by row. A method that fails makes all later ones, and Close, fail the same.
type Writer struct {
	zip    *zip.Writer
	out    *bufio.Writer // into the part of the sheet
	row    int           // the one that is open, 0 before the first
	column int
	buf    []byte
	err    error
}

// NewWriter begins a workbook; sheet may be any text, a name is made of it.
func NewWriter(w io.Writer, sheet string) *Writer {
	x := &Writer{zip: zip.NewWriter(w)}
	x.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, p := range parts(SheetName(sheet)) {
		x.part(p.name)
		x.print(p.content)
	}
	x.part("xl/worksheets/sheet1.xml")
	x.print(xmlHead + `<worksheet xmlns="` + mainSpace + `"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`)
	return x
}

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	typeSpace = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	packSpace = "http://schemas.openxmlformats.org/package/2006/"
)

type part struct{ name, content string }

// parts are those beside the sheet (ECMA-376 part 1, §12.3 and part 2).
func parts(sheet string) []part {
	var numbers, styles strings.Builder
	for i, f := range formats {
		id := 0
		if i > 0 {
			id = 163 + i // lower ones are taken
			fmt.Fprintf(&numbers, `<numFmt numFmtId="%d" formatCode="%s"/>`, id, f)
		}
		fmt.Fprintf(&styles, `<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, id)
	}
	return []part{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="` + packSpace + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + typeSpace + `sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + typeSpace + `worksheet+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + typeSpace + `styles+xml"/></Types>`},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="` + packSpace + `relationships"><Relationship Id="rId1" Type="` + relSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{WorkbookPart, xmlHead + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relSpace + `"><sheets><sheet name="` + string(appendXML(nil, sheet)) + `" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{relationsPart, xmlHead + `<Relationships xmlns="` + packSpace + `relationships"><Relationship Id="rId1" Type="` + relSpace + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relSpace + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", xmlHead + `<styleSheet xmlns="` + mainSpace + `"><numFmts count="` + strconv.Itoa(len(formats)-1) + `">` + numbers.String() + `</numFmts>` +
			`<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
			`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
			`<cellXfs count="` + strconv.Itoa(len(formats)) + `">` + styles.String() + `</cellXfs></styleSheet>`},
	}
}

// part ends the part before and begins another.
func (x *Writer) part(name string) {
	if x.err == nil && x.out != nil {
		x.err = x.out.Flush()
	}
	if x.err != nil {
		return
	}
	w, err := x.zip.Create(name)
	x.err = err
	x.out = bufio.NewWriterSize(w, 1<<16)
}

func (x *Writer) print(s string) {
	if x.err == nil {
		_, x.err = x.out.WriteString(s)
	}
}

// Row ends the row before and begins the next.
func (x *Writer) Row() error {
	if x.row > 0 {
		x.print("</row>")
	}
	x.row++
	x.column = 0
	x.print(`<row r="` + strconv.Itoa(x.row) + `">`)
	return x.err
}

// Empty leaves a cell out.
func (x *Writer) Empty() { x.column++ }

// Text adds a text, which no spreadsheet takes for a formula.
func (x *Writer) Text(s string) error {
	x.buf = appendXML(x.open(` t="inlineStr"><is><t xml:space="preserve">`), s)
	return x.close(`</t></is></c>`)
}

// Number adds a number, given in the digits of a double.
func (x *Writer) Number(digits string, look Look) error {
	style := ">"
	if look != Plain {
		style = ` s="` + strconv.Itoa(int(look)) + `">`
	}
	x.buf = append(append(x.open(style), "<v>"...), digits...)
	return x.close("</v></c>")
}

// Boolean adds true or false.
func (x *Writer) Boolean(v bool) error {
	x.buf = append(append(x.open(` t="b">`), "<v>"...), '0')
	if v {
		x.buf[len(x.buf)-1] = '1'
	}
	return x.close("</v></c>")
}

// open begins a cell with these attributes.
func (x *Writer) open(attributes string) []byte {
	b := append(append(x.buf[:0], `<c r="`...), ColumnName(x.column)...)
	b = append(strconv.AppendInt(b, int64(x.row), 10), '"')
	x.column++
	return append(b, attributes...)
}

func (x *Writer) close(end string) error {
	x.buf = append(x.buf, end...)
	if x.err == nil {
		_, x.err = x.out.Write(x.buf)
	}
	return x.err
}

// Close ends the workbook, but does not close what it was written to.
func (x *Writer) Close() error {
	if x.row > 0 {
		x.print("</row>")
	}
	x.print("</sheetData></worksheet>")
	if x.err == nil {
		x.err = x.out.Flush()
	}
	return errors.Join(x.err, x.zip.Close())
}

// appendXML appends a text as XML holds it; what XML cannot hold, and what looks
// as if it stood for that, is written as _xHHHH_.
func appendXML(out []byte, s string) []byte {
	for i, r := range s {
		switch {
		case r == '&':
			out = append(out, "&amp;"...)
		case r == '<':
			out = append(out, "&lt;"...)
		case r == '>':
			out = append(out, "&gt;"...)
		case r == '"':
			out = append(out, "&quot;"...)
		case r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff:
			out = fmt.Appendf(out, "_x%04X_", r)
		case r == '_' && isQuotedUnit(s[i:]):
			out = append(out, "_x005F_"...)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

func isQuotedUnit(s string) bool {
	_, n := quotedUnit([]byte(s[:min(len(s), len("_x0000_"))]))
	return n > 0
}

// TextLength is how long a text is to a spreadsheet, in UTF-16 units.
func TextLength(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// SheetName makes a name for a sheet of any text: at most 31 UTF-16 units, without
// the characters that places are written with, no apostrophe at either end.
func SheetName(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if r < ' ' || strings.ContainsRune(`[]:*?/\`, r) || r >= 0xfffe && r <= 0xffff {
			r = ' '
		}
		if n += utf16.RuneLen(r); n > 31 {
			break
		}
		b.WriteRune(r)
	}
	name := strings.Trim(strings.TrimSpace(b.String()), "'")
	if name == "" || strings.EqualFold(name, "History") { // which programs keep for themselves
		return "Table"
	}
	return name
}
