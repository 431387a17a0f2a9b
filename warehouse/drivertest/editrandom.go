package drivertest

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// randomValues draws canonical values for the columns of people.
var randomValues = []struct {
	column driver.Column
	draw   *rapid.Generator[string]
}{
	{driver.Column{Name: "text", Type: writ.InputText.Type()}, rapid.SampledFrom([]string{"", " ", "a", "A", "a ", "ä", "'", `\`, `"`, ",", "\n", "NULL", "🙂"})},
	{driver.Column{Name: "integer", Type: writ.InputInteger.Type()}, rapid.SampledFrom([]string{"0", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808"})},
	{driver.Column{Name: "decimal", Type: writ.InputDecimal.Type()}, rapid.SampledFrom([]string{"0", "-0.0000000001", "12.5", "9999999999999999999999999999.9999999999"})},
	{driver.Column{Name: "date", Type: writ.InputDate.Type()}, rapid.SampledFrom([]string{"0001-01-01", "2024-02-29", "9999-12-31"})},
	{driver.Column{Name: "at", Type: writ.InputTimestamp.Type()}, rapid.SampledFrom([]string{"0001-01-01 00:00:00", "2024-03-10 02:30:00", "1969-12-31 23:59:59.999999"})},
	{driver.Column{Name: "checked", Type: writ.InputCheckbox.Type()}, rapid.SampledFrom([]string{"true", "false"})},
}

// examDataRandom applies random changes, and demands that the table holds what a
// map of Go's does.
func examDataRandom(t *testing.T, e *exam) {
	c, home := e.dataRole(t)
	var columns []driver.Column
	for _, v := range randomValues {
		columns = append(columns, v.column)
	}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		d := e.dataOf(t, c, driver.Data{Path: home.Child(fmt.Sprintf("SIGDS_%d", n)), Mark: home.Child(fmt.Sprintf("SIGDS_%d_m", n))}, columns, driver.Mark{Generation: 1})
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			d.apply(t, d.random(rt))
		}
		d.same(t)
		if err := c.DropData(t.Context(), d.Data); err != nil {
			rt.Fatal(err)
		}
	})
}

// random draws changes of some of the rows, new ones and others.
func (d *dataTable) random(rt *rapid.T) driver.Changes {
	c := d.changes()
	c.To.Num += rapid.Int64Range(0, 5).Draw(rt, "entries")
	c.Columns = d.columns[:7+rapid.IntRange(0, len(randomValues)).Draw(rt, "columns")]
	ids := slices.Sorted(maps.Keys(d.want))
	for i := range rapid.IntRange(0, 5).Draw(rt, "inserts") {
		r := system(fmt.Sprintf("%d.%d", c.To.Num, i), i)
		for j := range c.Columns[7:] {
			r = append(r, randomValue(rt, j))
		}
		c.Inserts = append(c.Inserts, r)
	}
	groups := map[int]*driver.RowUpdates{}
	for _, id := range ids {
		switch rapid.IntRange(0, 4).Draw(rt, "change of "+id) {
		case 0:
			c.Deletes = append(c.Deletes, id)
		case 1, 2:
			mask := rapid.IntRange(1, 1<<len(randomValues)-1).Draw(rt, "cells")
			if groups[mask] == nil {
				groups[mask] = &driver.RowUpdates{Columns: []driver.Column{d.columns[0]}}
			}
			u, r := groups[mask], []writ.Value{writ.Text(id)}
			for j := range randomValues {
				if mask>>j&1 == 0 {
					continue
				}
				if len(u.Rows) == 0 {
					u.Columns = append(u.Columns, d.columns[7+j])
				}
				r = append(r, randomValue(rt, j))
			}
			u.Rows = append(u.Rows, r)
		}
	}
	for _, mask := range slices.Sorted(maps.Keys(groups)) {
		c.Updates = append(c.Updates, *groups[mask])
	}
	return c
}

func randomValue(rt *rapid.T, column int) writ.Value {
	if rapid.IntRange(0, 3).Draw(rt, "null") == 0 {
		return writ.Null()
	}
	return writ.Text(randomValues[column].draw.Draw(rt, randomValues[column].column.Name))
}
