package export

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// headed writes a header before the first byte, and so not before the warehouse
// has answered. An empty write brings it out of a table without rows.
type headed struct {
	w      io.Writer
	header string
}

// Write writes on.
func (h *headed) Write(p []byte) (int, error) {
	if h.header != "" {
		if _, err := io.WriteString(h.w, h.header); err != nil {
			return 0, err
		}
		h.header = ""
	}
	return h.w.Write(p)
}

// header is the first line of a CSV file.
func header(columns []writ.TableColumn) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
		if c.Name == "" || strings.ContainsAny(c.Name, ",\"\r\n") || strings.TrimSpace(c.Name) != c.Name {
			names[i] = `"` + strings.ReplaceAll(c.Name, `"`, `""`) + `"`
		}
	}
	return strings.Join(names, ",") + "\n"
}

// csvSink writes records.
type csvSink struct {
	w    *headed
	text []bool // which columns are to be protected; nil for none
	line []byte
}

func newCSV(w io.Writer, columns []writ.TableColumn, protect bool) *csvSink {
	s := &csvSink{}
	if protect {
		columns = slices.Clone(columns)
		for i, c := range columns {
			s.text = append(s.text, mayHoldFormula(c.Type.Kind))
			columns[i].Name = protected(c.Name)
		}
	}
	s.w = &headed{w: w, header: header(columns)}
	return s
}

func (s *csvSink) row(cells []writ.Value) error {
	s.line = s.line[:0]
	for i, v := range cells {
		if i > 0 {
			s.line = append(s.line, ',')
		}
		if s.text != nil && s.text[i] {
			v.Text = protected(v.Text)
		}
		switch {
		case v.Null:
		case v.Text == "" || strings.ContainsAny(v.Text, ",\"\r\n"):
			s.line = append(s.line, '"')
			s.line = append(s.line, strings.ReplaceAll(v.Text, `"`, `""`)...)
			s.line = append(s.line, '"')
		default:
			s.line = append(s.line, v.Text...)
		}
	}
	s.line = append(s.line, '\n')
	_, err := s.w.Write(s.line)
	return err
}

func (s *csvSink) end() error {
	_, err := s.w.Write(nil)
	return err
}

// jsonSink writes objects.
type jsonSink struct {
	w    io.Writer
	keys []string
	line []byte
}

func newJSON(w io.Writer, columns []writ.TableColumn) *jsonSink {
	s := &jsonSink{w: w}
	for _, name := range keys(columns) {
		s.keys = append(s.keys, jsonText(name)+":")
	}
	return s
}

// keys are the labels, those that were there before with a number: of two equal
// keys programs that read JSON keep one.
func keys(columns []writ.TableColumn) []string {
	taken := map[string]bool{}
	for _, c := range columns {
		taken[c.Name] = true
	}
	first := map[string]bool{}
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = c.Name
		for n := 2; first[c.Name] && taken[out[i]]; n++ {
			out[i] = fmt.Sprintf("%s (%d)", c.Name, n)
		}
		first[c.Name], taken[out[i]] = true, true
	}
	return out
}

func (s *jsonSink) row(cells []writ.Value) error {
	s.line = append(s.line[:0], '{')
	for i, v := range cells {
		if i > 0 {
			s.line = append(s.line, ',')
		}
		s.line = append(s.line, s.keys[i]...)
		if v.Null {
			s.line = append(s.line, "null"...)
		} else {
			s.line = append(s.line, jsonText(v.Text)...)
		}
	}
	s.line = append(s.line, '}', '\n')
	_, err := s.w.Write(s.line)
	return err
}

func (s *jsonSink) end() error {
	_, err := s.w.Write(nil)
	return err
}

func jsonText(s string) string {
	b, _ := json.Marshal(s) // a string always has a JSON form
	return string(b)
}
