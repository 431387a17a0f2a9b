package editlog

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
)

var samples = map[writ.InputType][]string{
	writ.InputText:         {"", "a", "007", "12", "12.5", "-3", "true", "2026-01-31", "2026-01-31 00:00:00", `["a"]`, "né\u2028\"\\\n<&>😀", "1e3", "\x00"},
	writ.InputInteger:      {"0", "42", "-1", "9223372036854775807", "-9223372036854775808"},
	writ.InputDecimal:      {"0", "12.5", "-0.0000000001", "9999999999999999999999999999.9999999999", "7"},
	writ.InputDate:         {"2026-01-31", "0001-01-01", "9999-12-31"},
	writ.InputTimestamp:    {"2026-01-31 13:05:00", "2026-01-31 00:00:00", "1999-12-31 23:59:59.999999", "2026-01-31 00:00:00.1"},
	writ.InputCheckbox:     {"true", "false"},
	writ.InputSingleSelect: {"red", "green", "5", "true"},
	writ.InputMultiSelect:  {`[]`, `["a"]`, `["a","b"]`, `["\"","é"]`, `[""]`},
}

func drawCell(t *rapid.T) Cell {
	if rapid.IntRange(0, 5).Draw(t, "null") == 0 {
		return Null()
	}
	typ := rapid.SampledFrom(writ.InputTypes()).Draw(t, "type")
	return Cell{Type: typ, Value: writ.Text(rapid.SampledFrom(samples[typ]).Draw(t, "value"))}
}

func drawCells(t *rapid.T, columns int) map[writ.ColumnID]Cell {
	cells := map[writ.ColumnID]Cell{}
	for range rapid.IntRange(0, 3).Draw(t, "cells") {
		cells[drawColumn(t, columns)] = drawCell(t)
	}
	if len(cells) == 0 {
		return nil
	}
	return cells
}

func drawColumn(t *rapid.T, columns int) writ.ColumnID {
	return writ.ColumnID(fmt.Sprint("c", rapid.IntRange(1, columns).Draw(t, "column")))
}

func drawRow(t *rapid.T) writ.RowID {
	return rapid.SampledFrom([]writ.RowID{"r1", "r2", "r3", "r4"}).Draw(t, "row")
}

func drawMember(t *rapid.T) string { return rapid.SampledFrom([]string{"ada", "bob"}).Draw(t, "by") }

// start is when the first entry of a test was made.
var start = time.Date(2026, 1, 31, 13, 5, 0, 0, time.UTC)

// entryOf makes an entry that is not sealed.
func entryOf(num int64, b writ.Branch, by string, x Edit) *Entry {
	return &Entry{
		Table: "t", Num: num, At: start.Add(time.Duration(num) * time.Second), Edit: x,
		Meta: Meta{Format: Format, Member: writ.MemberID(by), Email: by + "@example.com", Branch: b, Batch: fmt.Sprint("b", num), Part: 1, Parts: 1, Term: 1},
	}
}

// chain seals entries in their order.
func chain(t interface{ Fatal(...any) }, entries ...*Entry) []*Entry {
	prev := ""
	for _, e := range entries {
		if err := Seal(prev, e); err != nil {
			t.Fatal(err)
		}
		prev = e.Meta.Hash
	}
	return entries
}
