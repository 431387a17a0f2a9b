package postgres

import (
	"encoding/binary"
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// element is a type and the type of its arrays, by the numbers that they have on
// every server.
type element struct{ one, many uint32 }

// elements are the types of the columns of data tables and edit logs.
var elements = map[writ.Kind]element{
	writ.KindText:        {pgtype.TextOID, pgtype.TextArrayOID},
	writ.KindInteger:     {pgtype.Int8OID, pgtype.Int8ArrayOID},
	writ.KindDecimal:     {pgtype.NumericOID, pgtype.NumericArrayOID},
	writ.KindFloat:       {pgtype.Float8OID, pgtype.Float8ArrayOID},
	writ.KindBoolean:     {pgtype.BoolOID, pgtype.BoolArrayOID},
	writ.KindDate:        {pgtype.DateOID, pgtype.DateArrayOID},
	writ.KindTime:        {pgtype.TimeOID, pgtype.TimeArrayOID},
	writ.KindTimestamp:   {pgtype.TimestampOID, pgtype.TimestampArrayOID},
	writ.KindTimestampTZ: {pgtype.TimestamptzOID, pgtype.TimestamptzArrayOID},
	writ.KindBytes:       {pgtype.ByteaOID, pgtype.ByteaArrayOID},
	writ.KindJSON:        {pgtype.JSONOID, pgtype.JSONArrayOID},
}

// params are the parameters of a statement, in binary.
type params struct {
	values [][]byte
	types  []uint32
}

// columnsOfRows makes each column of rows a parameter: an array, of which the
// statement makes rows again by unnest. So its text is the same for any number of
// rows. The first column is what people are told a row by.
func columnsOfRows(columns []driver.Column, rows [][]writ.Value) (p params, err error) {
	for i, c := range columns {
		array, err := arrayOf(columns, rows, i)
		if err != nil {
			return p, err
		}
		p.values = append(p.values, array)
		p.types = append(p.types, elements[c.Type.Kind].many)
	}
	return p, nil
}

// arrayOf writes one column of rows as an array of one dimension: how many, whether
// there are NULLs, the type of its elements, how many of them from which index on,
// and each with its length before it. It is the form of array_recv in the server's
// source, which has not changed since version 8.2.
func arrayOf(columns []driver.Column, rows [][]writ.Value, i int) ([]byte, error) {
	c := columns[i]
	encode, ok := encodings[c.Type.Kind]
	if !ok {
		return nil, writ.Errorf(writ.CodeUnsupported, "postgres.Apply", "columns of the kind %s cannot be written", c.Type.Kind)
	}
	size := 20
	for _, row := range rows {
		size += 4 + len(row[i].Text)
	}
	b := make([]byte, 0, size)
	for _, n := range []uint32{1, 1, elements[c.Type.Kind].one, uint32(len(rows)), 1} {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	var text []byte
	for _, row := range rows {
		if row[i].Null {
			b = append(b, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		start := len(b) + 4
		text = append(text[:0], row[i].Text...)
		if b, ok = encode(append(b, 0, 0, 0, 0), text); !ok {
			return nil, &driver.Error{Class: driver.ClassValue, Message: fmt.Sprintf("%.40q in column %q of row %s is no %s", row[i].Text, c.Name, row[0].Text, c.Type)}
		}
		binary.BigEndian.PutUint32(b[start-4:], uint32(len(b)-start))
	}
	return b, nil
}
