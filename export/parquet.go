package export

import (
	"encoding/hex"
	"fmt"
	"io"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/snappy"

	"github.com/writ-dev/writ"
)

const (
	// rowGroupRows and rowGroupBytes bound what is held of a table. Readers divide
	// their work by row groups; this is the size that DuckDB writes.
	rowGroupRows  = 122_880
	rowGroupBytes = 64 << 20
	// decimalBytes hold any number of 38 digits.
	decimalBytes = 16
	createdBy    = "writ"
)

// fields is a group of columns in an order of its own; parquet.Group sorts them by
// name, and has each name once.
type fields struct {
	parquet.Group
	list []parquet.Field
}

// Fields returns the columns in order.
func (f fields) Fields() []parquet.Field { return f.list }

// GoType is asked for by nobody who writes rows; no struct could have the names.
func (fields) GoType() reflect.Type { return reflect.TypeFor[struct{}]() }

// field is one column.
type field struct {
	parquet.Node
	name string
}

// Name returns the label.
func (f field) Name() string { return f.name }

// Value is asked for by nobody who writes rows.
func (field) Value(base reflect.Value) reflect.Value { return base }

// parquetSink writes row groups.
type parquetSink struct {
	out     *parquet.GenericWriter[any]
	encode  []encoder
	row1    []parquet.Value
	rows    int
	bytes   int
	columns []writ.TableColumn
}

// encoder turns canonical text into a value.
type encoder func(text string) (parquet.Value, error)

func newParquet(w io.Writer, columns []writ.TableColumn) (*parquetSink, error) {
	s := &parquetSink{columns: columns, row1: make([]parquet.Value, len(columns))}
	var group fields
	for _, c := range columns {
		node, encode := parquetColumn(c.Type)
		group.list = append(group.list, field{Node: parquet.Optional(node), name: c.Name})
		s.encode = append(s.encode, encode)
	}
	config, err := parquet.NewWriterConfig(parquet.NewSchema("table", group), parquet.Compression(&snappy.Codec{}), parquet.CreatedBy(createdBy, "", ""))
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	s.out = parquet.NewGenericWriter[any](w, config)
	return s, nil
}

func (s *parquetSink) row(cells []writ.Value) error {
	for i, v := range cells {
		value, level := parquet.NullValue(), 0
		if !v.Null {
			var err error
			if value, err = s.encode[i](v.Text); err != nil {
				return fmt.Errorf("export: %s is %q, which is no %s: %w", s.columns[i].Name, v.Text, s.columns[i].Type, err)
			}
			level = 1
		}
		s.row1[i] = value.Level(0, level, i)
		s.bytes += len(v.Text) + 1
	}
	if _, err := s.out.WriteRows([]parquet.Row{s.row1}); err != nil {
		return err
	}
	if s.rows++; s.rows < rowGroupRows && s.bytes < rowGroupBytes {
		return nil
	}
	s.rows, s.bytes = 0, 0
	return s.out.Flush()
}

func (s *parquetSink) end() error { return s.out.Close() }

// parquetColumn returns the type of a column (Parquet's LogicalTypes.md) and how
// its values are made.
func parquetColumn(t writ.Type) (parquet.Node, encoder) {
	switch t.Kind {
	case writ.KindInteger:
		return parquet.Int(64), func(v string) (parquet.Value, error) {
			n, err := strconv.ParseInt(v, 10, 64)
			return parquet.Int64Value(n), err
		}
	case writ.KindDecimal:
		return parquet.Decimal(t.Scale, t.Precision, parquet.FixedLenByteArrayType(decimalBytes)), func(v string) (parquet.Value, error) {
			return decimalValue(v, t.Scale)
		}
	case writ.KindFloat:
		return parquet.Leaf(parquet.DoubleType), func(v string) (parquet.Value, error) {
			f, err := strconv.ParseFloat(v, 64)
			return parquet.DoubleValue(f), err
		}
	case writ.KindBoolean:
		return parquet.Leaf(parquet.BooleanType), func(v string) (parquet.Value, error) {
			return parquet.BooleanValue(v == "true"), nil
		}
	case writ.KindBytes:
		return parquet.Leaf(parquet.ByteArrayType), func(v string) (parquet.Value, error) {
			b, err := hex.DecodeString(v)
			return parquet.ByteArrayValue(b), err
		}
	case writ.KindDate:
		return parquet.Date(), func(v string) (parquet.Value, error) {
			t, err := time.Parse(time.DateOnly, v)
			return parquet.Int32Value(int32(t.Unix() / 86400)), err
		}
	case writ.KindTime:
		return parquet.TimeAdjusted(parquet.Microsecond, false), micros("15:04:05.999999", "0000-01-01 ")
	case writ.KindTimestamp:
		return parquet.TimestampAdjusted(parquet.Microsecond, false), micros("2006-01-02 15:04:05.999999", "")
	case writ.KindTimestampTZ:
		return parquet.TimestampAdjusted(parquet.Microsecond, true), micros("2006-01-02 15:04:05.999999Z", "")
	}
	return parquet.String(), func(v string) (parquet.Value, error) {
		return parquet.ByteArrayValue([]byte(v)), nil
	}
}

// micros returns an encoder of microseconds since 1970, or since midnight.
func micros(layout, day string) encoder {
	return func(v string) (parquet.Value, error) {
		t, err := time.Parse(layout, v)
		if err != nil {
			return parquet.Value{}, err
		}
		if day != "" {
			return parquet.Int64Value(t.Sub(t.Truncate(24 * time.Hour)).Microseconds()), nil
		}
		return parquet.Int64Value(t.UnixMicro()), nil
	}
}

// decimalValue is a decimal without its point, as a big-endian number in two's
// complement.
func decimalValue(v string, scale int) (parquet.Value, error) {
	whole, fraction, _ := strings.Cut(v, ".")
	if len(fraction) > scale {
		return parquet.Value{}, strconv.ErrRange
	}
	n, ok := new(big.Int).SetString(whole+fraction+strings.Repeat("0", scale-len(fraction)), 10)
	if !ok || n.BitLen() > 8*decimalBytes-1 {
		return parquet.Value{}, strconv.ErrSyntax
	}
	if n.Sign() < 0 {
		n.Add(n, new(big.Int).Lsh(big.NewInt(1), 8*decimalBytes))
	}
	return parquet.FixedLenByteArrayValue(n.FillBytes(make([]byte, decimalBytes))), nil
}
