package export

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// TestReadRecord reads canonical files of two columns, whole and damaged.
func TestReadRecord(t *testing.T) {
	t.Parallel()
	null, text := writ.Null(), writ.Text
	for name, tc := range map[string]struct {
		file string
		want []writ.Value
		bad  bool
	}{
		"nothing":              {"", nil, false},
		"plain":                {"a,b\n1,2\n", []writ.Value{text("a"), text("b"), text("1"), text("2")}, false},
		"NULL and empty":       {",\"\"\n\"\",\n", []writ.Value{null, text(""), text(""), null}, false},
		"quotes":               {"\"a\"\"b\",\"\"\"\"\n", []writ.Value{text(`a"b`), text(`"`)}, false},
		"commas and lines":     {"\"a,b\",\"c\nd\r\n\"\n", []writ.Value{text("a,b"), text("c\nd\r\n")}, false},
		"a quote in the midst": {"a\"b,c\n", []writ.Value{text(`a"b`), text("c")}, false},
		"no line end":          {"a,b", nil, true},
		"half a record":        {"a,", nil, true},
		"too few":              {"a\n", nil, true},
		"too many":             {"a,b,c\n", nil, true},
		"open quote":           {"a,\"b\n", nil, true},
	} {
		got, err := readAll(tc.file)
		if (err != nil) != tc.bad || !tc.bad && !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func readAll(file string) (all []writ.Value, err error) {
	in, cells := bufio.NewReader(strings.NewReader(file)), make([]writ.Value, 2)
	for {
		err := readRecord(in, cells)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, cells...)
	}
}

// TestHeader says that labels of any kind come out as one CSV record.
func TestHeader(t *testing.T) {
	t.Parallel()
	got := header([]writ.TableColumn{{Name: "plain"}, {Name: `a "b", c`}, {Name: " blank"}, {Name: "two\nlines"}, {Name: ""}})
	if want := "plain,\"a \"\"b\"\", c\",\" blank\",\"two\nlines\",\"\"\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
