package drivertest

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
)

// canonicalFile writes rows by the rules of driver.Load.
func canonicalFile(rows [][]writ.Value) []byte {
	var b bytes.Buffer
	for _, row := range rows {
		for i, v := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(canonicalField(v))
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func canonicalField(v writ.Value) string {
	if v.Null {
		return ""
	}
	if v.Text == "" || v.Text == `\.` || strings.ContainsAny(v.Text, ",\"\r\n") {
		return `"` + strings.ReplaceAll(v.Text, `"`, `""`) + `"`
	}
	return v.Text
}

// readCanonical reads what an Exporter wrote. It is strict: ok is false for
// anything that is no canonical file.
func readCanonical(data []byte) (rows [][]writ.Value, ok bool) {
	var row []writ.Value
	for len(data) > 0 {
		v, rest, ok := readField(data)
		if !ok || len(rest) == 0 {
			return nil, false
		}
		row = append(row, v)
		if rest[0] == '\n' {
			rows, row = append(rows, row), nil
		} else if rest[0] != ',' {
			return nil, false
		}
		data = rest[1:]
	}
	return rows, len(row) == 0
}

// readField reads one field and returns what follows it.
func readField(data []byte) (v writ.Value, rest []byte, ok bool) {
	if data[0] != '"' {
		end := bytes.IndexAny(data, ",\n")
		if end < 0 || bytes.ContainsAny(data[:end], "\"\r") {
			return v, nil, false
		}
		return writ.Value{Text: string(data[:end]), Null: end == 0}, data[end:], true
	}
	var text []byte
	for data = data[1:]; ; data = data[2:] {
		end := bytes.IndexByte(data, '"')
		if end < 0 {
			return v, nil, false
		}
		text, data = append(text, data[:end]...), data[end:]
		if len(data) < 2 || data[1] != '"' {
			return writ.Text(string(text)), data[1:], true
		}
		text = append(text, '"')
	}
}

func integer(n int) writ.Value { return writ.Text(strconv.Itoa(n)) }
