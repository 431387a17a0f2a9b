package blob_test

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/blob"
)

func open(t *testing.T) *blob.Dir {
	t.Helper()
	d, err := blob.Open(t.TempDir() + "/uploads")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func content(t *testing.T, d *blob.Dir, id string) string {
	t.Helper()
	path, err := d.Path(id)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAppend(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, step := range []struct {
		offset int64
		part   string
		size   int64
		code   writ.Code
	}{
		{0, "one ", 4, ""},
		{0, "again", 4, writ.CodeConflict},
		{9, "gap", 4, writ.CodeConflict},
		{4, "two", 7, ""},
		{7, "", 7, ""},
	} {
		size, err := d.Append("a", step.offset, strings.NewReader(step.part))
		if size != step.size || writ.CodeOf(err) != step.code {
			t.Errorf("Append at %d: %d, %v; want %d and code %q", step.offset, size, err, step.size, step.code)
		}
	}
	if got := content(t, d, "a"); got != "one two" {
		t.Errorf("the blob holds %q", got)
	}
}

// TestBrokenPart says that what arrived before a sender broke off is kept, so
// that the sender can go on there.
func TestBrokenPart(t *testing.T) {
	t.Parallel()
	d := open(t)
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("reset")))
	size, err := d.Append("a", 0, broken)
	if size != 4 || writ.CodeOf(err) != writ.CodeCanceled {
		t.Fatalf("Append: %d, %v; want 4 and canceled", size, err)
	}
	if _, err := d.Append("a", size, strings.NewReader(" whole")); err != nil {
		t.Fatal(err)
	}
	if got := content(t, d, "a"); got != "half whole" {
		t.Errorf("the blob holds %q", got)
	}
}

func TestListAndRemove(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, id := range []string{"b", "a", "a.rejects"} {
		if _, err := d.Append(id, 0, strings.NewReader(id)); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time there is nothing to remove
		if err := d.Remove("b"); err != nil {
			t.Fatal(err)
		}
	}
	ids, err := d.List()
	if err != nil || !slices.Equal(ids, []string{"a", "a.rejects"}) {
		t.Errorf("List: %v, %v", ids, err)
	}
	if size, err := d.Size("b"); size != 0 || err != nil {
		t.Errorf("Size of a removed blob: %d, %v", size, err)
	}
}

// TestIDsStayInside says that no id leads out of the directory.
func TestIDsStayInside(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, id := range []string{"", ".", "..", "../a", "a/b", `a\b`, ".hidden"} {
		if _, err := d.Path(id); err == nil {
			t.Errorf("Path(%q) was given out", id)
		}
	}
}
