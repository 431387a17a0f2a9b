package export

import (
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/xlsx"
)

// exactDigits is how many decimal digits a double always keeps; a spreadsheet
// shows no more.
const exactDigits = 15

// fitsSheet refuses a table that no sheet can hold. It reads the texts of the
// table once for that: a workbook that breaks off is worse than one that takes
// longer.
func fitsSheet(t Table) error {
	const op, hint = "export.Write", "Export it as CSV or Parquet, which have no such limit."
	if t.Rows >= xlsx.MaxRows || len(t.Columns) > xlsx.MaxColumns {
		return writ.Errorf(writ.CodeUnsupported, op, "The table has %d rows and %d columns; a sheet of a workbook takes %d and %d, one row of which names the columns.",
			t.Rows, len(t.Columns), xlsx.MaxRows, xlsx.MaxColumns).WithHint(hint)
	}
	number := 0
	check := func(cells []writ.Value) error {
		number++
		for i, v := range cells {
			if len(v.Text) > xlsx.MaxText && xlsx.TextLength(v.Text) > xlsx.MaxText {
				return writ.Errorf(writ.CodeUnsupported, op, "%s of row %d is a text of %d characters; a cell of a workbook takes %d.",
					t.Columns[i].Name, number, xlsx.TextLength(v.Text), xlsx.MaxText).WithHint(hint)
			}
		}
		return nil
	}
	for _, c := range t.Columns {
		if mayHoldFormula(c.Type.Kind) || c.Type.Kind == writ.KindBytes {
			return t.each(check, func() error { return nil })
		}
	}
	return nil
}

// sheet writes a workbook; it begins with the first row.
type sheet struct {
	w     io.Writer
	table Table
	out   *xlsx.Writer
}

func newSheet(w io.Writer, t Table) *sheet { return &sheet{w: w, table: t} }

func (s *sheet) begin() error {
	if s.out != nil {
		return nil
	}
	s.out = xlsx.NewWriter(s.w, s.table.Name)
	if err := s.out.Row(); err != nil {
		return err
	}
	for _, c := range s.table.Columns {
		if err := s.out.Text(c.Name); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) row(cells []writ.Value) error {
	if err := s.begin(); err != nil {
		return err
	}
	if err := s.out.Row(); err != nil {
		return err
	}
	for i, v := range cells {
		if v.Null {
			s.out.Empty()
			continue
		}
		if err := s.cell(v.Text, s.table.Columns[i].Type.Kind); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) end() error {
	if err := s.begin(); err != nil {
		return err
	}
	return s.out.Close()
}

// cell adds a value by its kind, as text where a cell cannot hold it otherwise.
func (s *sheet) cell(v string, k writ.Kind) error {
	switch k {
	case writ.KindBoolean:
		return s.out.Boolean(v == "true")
	case writ.KindInteger, writ.KindDecimal, writ.KindFloat:
		if digits, ok := double(v, k); ok {
			return s.out.Number(digits, xlsx.Plain)
		}
	case writ.KindDate, writ.KindTime, writ.KindTimestamp:
		if serial, look, ok := xlsx.Serial(v); ok {
			return s.out.Number(serial, look)
		}
	}
	return s.out.Text(v)
}

// double returns a number in the digits of a double that gives back all of its
// own, ok is false if none does. A cell holds none beyond 9.99E+307 or closer to
// zero than 2.23E-308.
func double(v string, k writ.Kind) (digits string, ok bool) {
	f, err := strconv.ParseFloat(v, 64)
	if a := math.Abs(f); err != nil || a >= 1e308 || a != 0 && a < 0x1p-1022 || math.IsNaN(f) {
		return "", false
	}
	if k != writ.KindFloat && len(strings.Trim(strings.Replace(v, ".", "", 1), "-0")) > exactDigits {
		return "", false
	}
	return strconv.FormatFloat(f, 'g', -1, 64), true
}
