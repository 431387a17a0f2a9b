package main

import (
	"bytes"
	"testing"
)

// TestTableShowsNamesOnly lists names that somebody else gave, of tables in a
// warehouse for example: they neither command the terminal nor break the rows.
func TestTableShowsNamesOnly(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	term := &terminal{out: &out}
	if err := term.table([]any{"NAME", "N"}, [][]any{{"a\x1b[2Jb\tc\nd\u009b", 1}, {"é ü", 2}}); err != nil {
		t.Fatal(err)
	}
	want := "NAME         N\na\uFFFD[2Jb\uFFFDc\uFFFDd\uFFFD  1\né ü          2\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
