package sample_test

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"testing"

	"github.com/writ-dev/writ/internal/sample"
)

// TestCSV says that the sample is whole: every element once, in order, with
// cells of every kind and some that are empty.
func TestCSV(t *testing.T) {
	t.Parallel()
	rows, err := csv.NewReader(bytes.NewReader(sample.CSV())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	const elements = 118
	if len(rows) != 1+elements {
		t.Fatalf("%d rows, want a header and %d elements", len(rows), elements)
	}
	symbols, empty := map[string]bool{}, 0
	for i, r := range rows[1:] {
		if r[0] != strconv.Itoa(i+1) {
			t.Errorf("row %d is element %s", i+1, r[0])
		}
		symbols[r[1]] = true
		for _, cell := range r {
			if cell == "" {
				empty++
			}
		}
	}
	if len(symbols) != elements || empty == 0 {
		t.Errorf("%d symbols, %d empty cells", len(symbols), empty)
	}
}
