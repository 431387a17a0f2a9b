package editlog

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
)

func drawEdit(t *rapid.T) Edit {
	list := func(one func()) {
		for range rapid.IntRange(1, 3).Draw(t, "how many") {
			one()
		}
	}
	var e Edit
	switch rapid.IntRange(0, 4+len(rare)).Draw(t, "operation") {
	case 0:
		list(func() {
			e.AddRows = append(e.AddRows, RowAdd{ID: drawRow(t), Position: drawMember(t), Values: drawCells(t, 12)})
		})
	case 1:
		list(func() {
			e.UpdateRows = append(e.UpdateRows, RowUpdate{ID: drawRow(t), Position: rapid.StringN(0, 3, -1).Draw(t, "position"), Values: drawCells(t, 12), Seen: drawCells(t, 12)})
		})
	case 2:
		list(func() { e.RemoveRows = append(e.RemoveRows, drawRow(t)) })
	case 3:
		list(func() {
			e.Refuse = append(e.Refuse, Refusal{CellRef: CellRef{Row: drawRow(t), Column: drawColumn(t, 12)}, Value: drawCell(t), Rule: writ.RuleMin, Reason: rapid.String().Draw(t, "reason")})
		})
	case 4:
		e.Redacted = &Redaction{By: "ada@example.com", At: "2026-01-31T13:05:00.000000Z", Reason: "asked", Edit: &Edit{RemoveRows: []writ.RowID{drawRow(t)}}}
	default:
		return rapid.SampledFrom(structural()).Draw(t, "structural")
	}
	return e
}

// structural has one edit of each rare operation.
func structural() []Edit {
	name, typ, before := "né & <co>", writ.InputDecimal, writ.ColumnID("c1")
	column := writ.InputColumn{ID: "c2", Name: "Größe", Type: writ.InputInteger, Rules: writ.InputRules{Required: true, Allowed: []string{"1"}}}
	return []Edit{
		{Create: &Create{Kind: writ.InputEmpty, Name: "x", Columns: []writ.InputColumn{column}, Parent: &writ.InputParent{Table: "p", Keys: []string{"k"}}, Copied: &CopyOf{Table: "o", Num: 7}}},
		{AddColumn: &AddColumn{Column: column, Before: "c1"}},
		{UpdateColumn: &UpdateColumn{ID: "c1", Name: &name, Type: &typ, Before: &before}},
		{RemoveColumn: &RemoveColumn{ID: "c1"}},
		{SetRules: &SetRules{ID: "c1", Rules: writ.InputRules{Min: "1", From: &writ.AllowedFrom{Table: "t", Column: "x"}}}},
		{Publish: &Publish{Number: 3}},
		{TakeOver: &TakeOver{Node: "n"}},
		{Hold: &Hold{Num: 3, Reason: "the grant was taken away"}},
		{Release: &Release{Num: 3, Skip: []writ.RowID{"r1"}}},
		{Discard: &Discard{Num: 3, Cells: []CellRef{{Row: "r1", Column: "c1"}}}},
		{Checkpoint: &Checkpoint{State: "abc"}},
	}
}

func TestEachEditReadsBackAsItWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := drawEdit(t)
		text, err := e.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(text) || !json.Valid(text) || !strings.HasPrefix(string(text), `{"`+e.Kind()+`":`) {
			t.Fatalf("%s is not the JSON of %s", text, e.Kind())
		}
		var back Edit
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if !reflect.DeepEqual(e, back) {
			t.Fatalf("%s\nwas %+v\nis  %+v", text, e, back)
		}
	})
}

func TestTextIsWrittenAsPackageJSONDoes(t *testing.T) {
	t.Parallel()
	check := func(t interface {
		Helper()
		Fatalf(string, ...any)
	}, s string) {
		t.Helper()
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		_ = e.Encode(s)
		w := &writer{}
		w.text(s)
		if valid := utf8.ValidString(s); valid != (w.err == nil) || valid && string(w.buf)+"\n" != want.String() {
			t.Fatalf("%q is written %s (%v), not %s", s, w.buf, w.err, want.String())
		}
	}
	for r := rune(0); r < 0x3000; r++ {
		check(t, "a"+string(r)+"b")
	}
	rapid.Check(t, func(t *rapid.T) { check(t, string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))) })
}

func TestEditsAreReadStrictly(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		``, `null`, `{}`, `[]`, `{"addRow":{"id":"r"}} x`, `{"addRow":{"id":"r"},"removeRow":"r"}`,
		`{"addRow":{"id":"r"},"addRow":{"id":"r"}}`, `{"addrow":{"id":"r"}}`, `{"addRow":{"ID":"r"}}`,
		`{"addRow":{"id":"r","id":"r"}}`, `{"addRow":{"id":"r","seen":{}}}`, `{"addRow":{"id":""}}`, `{"addRow":{}}`,
		`{"addRows":[{"id":"r"}]}`, `{"addRows":{"id":"r"}}`, `{"removeRow":7}`,
		`{"addRow":{"id":"r","values":{"c1":"x"}}}`, `{"addRow":{"id":"r","values":{"c1":{}}}}`,
		`{"addRow":{"id":"r","values":{"c1":null,"c1":null}}}`,
		`{"addRow":{"id":"r","values":{"c1":{"text":"x","integer":"1"}}}}`,
		`{"addRow":{"id":"r","values":{"c1":{"float":"1"}}}}`,
		`{"addRow":{"id":"r","values":{"c1":{"integer":1}}}}`,
		`{"addRow":{"id":"r","values":{"c1":{"integer":"01"}}}}`,
		`{"addRow":{"id":"r","values":{"c1":{"decimal":"1.50"}}}}`,
		`{"addRow":{"id":"r","values":{"c1":{"date":"2026-02-30"}}}}`,
		`{"addRow":{"id":"r","values":{"c1":{"timestamp":"2026-01-31T13:05:00"}}}}`,
		`{"addRow":{"id":"r","values":{"c1":{"checkbox":"True"}}}}`,
		`{"addRow":{"id":"r","values":{"c1":{"multi-select":"[ \"a\"]"}}}}`,
		`{"addRow":{"id":"r","values":{"c1":{"text":"\ud800"}}}}`,
		"{\"addRow\":{\"id\":\"r\",\"values\":{\"c1\":{\"text\":\"\xff\"}}}}",
		"{\"addRow\":{\"id\":\"r\",\"values\":{\"c1\":{\"text\":\"\n\"}}}}",
		`{"removeColumn":{"id":"c1","why":"x"}}`, `{"removeColumn":{"id":"c1","id":"c2"}}`, `{"removeColumn":{"Id":"c1"}}`, `{"removeColumn":"c1"}`,
		`{"redacted":{"by":"a","at":"b","reason":"c"}}`,
		`{"redacted":{"by":"a","at":"b","reason":"c","edit":{"redacted":{"by":"a","at":"b","reason":"c","edit":{"removeRow":"r"}}}}}`,
	} {
		var e Edit
		if err := e.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s was read as %+v", text, e)
		}
	}
	var e Edit
	if err := e.UnmarshalJSON([]byte(` { "addRow" : { "values" : { "c1" : null , "c2" : { "text" : "\u00e9" } } , "id" : "r" } } `)); err != nil || e.AddRows[0].Values["c2"].Value.Text != "é" {
		t.Errorf("blanks and order: %+v, %v", e, err)
	}
}

func TestWhatIsNoEditIsNotWritten(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]Edit{
		"none":         {},
		"two":          {RemoveRows: []writ.RowID{"r"}, Publish: &Publish{}},
		"not UTF-8":    {AddRows: []RowAdd{{ID: "r", Values: map[writ.ColumnID]Cell{"c1": {Type: writ.InputText, Value: writ.Text("\xff")}}}}},
		"no type":      {AddRows: []RowAdd{{ID: "r", Values: map[writ.ColumnID]Cell{"c1": {}}}}},
		"redacted two": {Redacted: &Redaction{Edit: &Edit{Redacted: &Redaction{}}}},
	} {
		if text, err := e.MarshalJSON(); err == nil {
			t.Errorf("%s was written as %s", name, text)
		}
	}
}
