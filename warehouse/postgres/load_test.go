package postgres

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/writ-dev/writ"
)

func TestRowCounter(t *testing.T) {
	t.Parallel()
	tests := map[string]int64{
		"":                                0,
		"\n":                              1,
		"1,a\n2,b\n":                      2,
		"1,a\n2,b":                        2,
		"1,\"a\nb\"\n":                    1,
		"1,\"a\"\"\nb\"\n2,\"\"\n3,\n":    3,
		"\"\"\"\n\"\"\"\n":                1,
		"\"a\"":                           1,
		"1,\"\n\n\n\"\n2,\"x\"\n3,\"\n\"": 3,
	}
	for file, want := range tests {
		for name, r := range map[string]io.Reader{"at once": strings.NewReader(file), "byte by byte": iotest.OneByteReader(strings.NewReader(file))} {
			c := &rowCounter{r: r}
			if _, err := io.Copy(io.Discard, c); err != nil {
				t.Fatal(err)
			}
			if c.rows != want {
				t.Errorf("%q %s: %d rows, want %d", file, name, c.rows, want)
			}
		}
	}
}

func TestNumericModifier(t *testing.T) {
	t.Parallel()
	tests := []struct {
		mod  int32
		want string
	}{
		{-1, "decimal"},
		{12<<16 | 2 + 4, "decimal(12,2)"},
		{1000<<16 | 1000 + 4, "decimal(1000,1000)"},
		{3<<16 | (0x7ff & -2) + 4, "decimal"}, // numeric(3,-2)
		{2<<16 | 5 + 4, "decimal"},            // numeric(2,5)
	}
	for _, tt := range tests {
		if got := portable(pgtype.NumericOID, tt.mod).String(); got != tt.want {
			t.Errorf("%#x: got %s, want %s", tt.mod, got, tt.want)
		}
	}
	if got := portable(600, -1).Kind; got != writ.KindOther { // point
		t.Errorf("a point is %s", got)
	}
}
