package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// outcome is what came of a file on one platform: a refusal, or a table and what
// the server says of it in each form.
type outcome struct {
	refusal     *refusal // nil if it was loaded
	certificate certificate
	columns     []column
	rows        [][]string // of the exported CSV; NULL is ""
	nulls       []int64    // how many cells of each column are NULL
	export      []byte     // the exported CSV
	rejects     [][]string // line, column, value, reason
}

func (o *outcome) refused() bool { return o.refusal != nil }

// column is a column of a table.
type column struct {
	Name string `json:"name"`
	Type struct {
		Kind      string `json:"kind"`
		Precision int    `json:"precision"`
		Scale     int    `json:"scale"`
	} `json:"type"`
}

// certificate is what the server certifies: the parts that are looked at here,
// and all of it.
type certificate struct {
	FileName     string `json:"fileName"`
	SHA256       string `json:"sha256"`
	Size         int64  `json:"size"`
	RowsRead     int64  `json:"rowsRead"`
	RowsLoaded   int64  `json:"rowsLoaded"`
	RowsRejected int64  `json:"rowsRejected"`
	Dialect      struct {
		Delimiter string `json:"delimiter"`
		Header    bool   `json:"header"`
	} `json:"dialect"`
	Columns []certified `json:"columns"`

	all map[string]any
}

// certified is what is certified of a column.
type certified struct {
	Name              string `json:"name"`
	Note              string `json:"note"`
	Nulls             int64  `json:"nulls"`
	ReadBackNulls     int64  `json:"readBackNulls"`
	Checksum          string `json:"checksum"`
	ReadBackChecksum  string `json:"readBackChecksum"`
	Positions         string `json:"positions"`
	ReadBackPositions string `json:"readBackPositions"`
}

// UnmarshalJSON keeps all of the certificate besides the known parts.
func (c *certificate) UnmarshalJSON(b []byte) error {
	type known certificate // without this method
	return errors.Join(json.Unmarshal(b, (*known)(c)), json.Unmarshal(b, &c.all))
}

// window is the answer with rows.
type window struct {
	Rows []struct {
		Row   int64
		Cells []*string
	}
	Total int64
}

// sound checks that nothing was lost or changed between the parts of what the
// server says: that counts add up, that what was read is what was stored and
// comes out of each door alike, and that each rejected row is accounted for.
func (o *outcome) sound(data []byte, first window) error {
	c := &o.certificate
	sum := sha256.Sum256(data)
	switch {
	case c.RowsRead != c.RowsLoaded+c.RowsRejected:
		return fmt.Errorf("%d rows read, %d loaded and %d rejected", c.RowsRead, c.RowsLoaded, c.RowsRejected)
	case c.RowsLoaded != int64(len(o.rows)) || c.RowsLoaded != first.Total:
		return fmt.Errorf("%d rows certified, %d exported, %d counted", c.RowsLoaded, len(o.rows), first.Total)
	case c.SHA256 != hex.EncodeToString(sum[:]) || c.Size != int64(len(data)):
		return errors.New("the certificate is about other bytes")
	case c.RowsRejected > 0 && !accounts(o.rejects, c.RowsRejected):
		return fmt.Errorf("%d rows were rejected, and the list says %v", c.RowsRejected, o.rejects)
	case len(c.Columns) != len(o.columns):
		return fmt.Errorf("%d columns certified, %d in the table", len(c.Columns), len(o.columns))
	}
	for i, col := range c.Columns {
		if col.Nulls != col.ReadBackNulls || col.Checksum != col.ReadBackChecksum || col.Positions != col.ReadBackPositions || col.Nulls != o.nulls[i] {
			return fmt.Errorf("column %s: certified %+v, %d exported as NULL", col.Name, col, o.nulls[i])
		}
	}
	return o.sameAs(first)
}

// accounts tells whether a list of rejects has an entry with a line and a reason
// for each of n rows.
func accounts(rejects [][]string, n int64) bool {
	lines := map[string]bool{}
	for _, r := range rejects {
		if len(r) != 4 || r[0] == "" || r[3] == "" {
			return false
		}
		lines[r[0]] = true
	}
	return int64(len(lines)) == n
}

// sameAs compares the first rows as the API lists them with the exported ones.
func (o *outcome) sameAs(first window) error {
	for i, row := range first.Rows {
		cells := make([]string, len(row.Cells))
		for j, cell := range row.Cells {
			if cell != nil {
				cells[j] = *cell
			}
		}
		if row.Row != int64(i+1) || !slices.Equal(cells, o.rows[i]) {
			return fmt.Errorf("row %d is listed as %d %q and exported as %q", i+1, row.Row, cells, o.rows[i])
		}
	}
	return nil
}

// readTable takes an exported CSV file apart: its rows below the names of the
// columns, and how many cells of each column are NULL.
func readTable(export []byte) (rows [][]string, nulls []int64, err error) {
	if !bytes.HasSuffix(export, []byte("\n")) {
		return nil, nil, fmt.Errorf("a file ends in the middle: %q", export[max(0, len(export)-100):])
	}
	names, _, rest := readRecord(export)
	nulls = make([]int64, len(names))
	for len(rest) > 0 {
		var row []string
		var null []bool
		row, null, rest = readRecord(rest)
		if len(row) != len(names) {
			return nil, nil, fmt.Errorf("row %d has %d of %d cells", len(rows)+1, len(row), len(names))
		}
		for i := range row {
			if null[i] {
				nulls[i]++
			}
		}
		rows = append(rows, row)
	}
	return rows, nulls, nil
}

// readRecord reads one record of an exported CSV file and returns the rest. A
// cell is NULL if nothing stands there, not even quotes.
func readRecord(data []byte) (row []string, null []bool, rest []byte) {
	for {
		var cell []byte
		quoted := data[0] == '"'
		if quoted {
			cell, data = readQuoted(data[1:])
		} else {
			i := bytes.IndexAny(data, ",\n")
			cell, data = data[:i], data[i:]
		}
		row, null = append(row, string(cell)), append(null, !quoted && len(cell) == 0)
		end := data[0] == '\n'
		data = data[1:]
		if end {
			return row, null, data
		}
	}
}

// readQuoted reads a cell after its first quote to its last.
func readQuoted(data []byte) (cell, rest []byte) {
	for {
		i := bytes.IndexByte(data, '"')
		cell, data = append(cell, data[:i]...), data[i+1:]
		if data[0] != '"' {
			return cell, data
		}
		cell, data = append(cell, '"'), data[1:]
	}
}
