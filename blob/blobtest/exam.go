package blobtest

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/blob"
)

// Exam examines one implementation. open gives two nodes' views of one store
// that is empty; what they share is gone with the test.
func Exam(t *testing.T, open func(t *testing.T) (one, other blob.Store)) {
	for name, test := range map[string]func(*testing.T, *exam){
		"append": testAppend, "broken part": testBrokenPart, "large part": testLargePart, "list and remove": testListAndRemove,
		"ids": testIDs, "absent": testAbsent, "two writers": testTwoWriters,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, other := open(t)
			test(t, &exam{t: t, one: one, other: other})
		})
	}
}

type exam struct {
	t          *testing.T
	one, other blob.Store
}

// holds checks the content of a file in every way to read it, on both nodes.
func (e *exam) holds(id, want string) {
	e.t.Helper()
	for _, st := range []blob.Store{e.one, e.other} {
		size, err := st.Size(e.t.Context(), id)
		if err != nil || size != int64(len(want)) {
			e.t.Errorf("Size of %s: %d, %v; want %d", id, size, err, len(want))
		}
		r, err := st.Open(e.t.Context(), id)
		if err != nil {
			e.t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if cerr := r.Close(); err != nil || cerr != nil || string(got) != want {
			e.t.Errorf("Open of %s: %s, %v, %v; want %s", id, brief(string(got)), err, cerr, brief(want))
		}
		path, err := st.File(e.t.Context(), id, e.t.TempDir())
		if err != nil {
			e.t.Fatal(err)
		}
		got, err = os.ReadFile(path)
		if err != nil || string(got) != want {
			e.t.Errorf("File of %s: %s, %v; want %s", id, brief(string(got)), err, brief(want))
		}
	}
}

func brief(s string) string {
	if len(s) > 100 {
		return s[:100] + "…"
	}
	return s
}

func (e *exam) append(st blob.Store, id string, offset int64, part string) {
	e.t.Helper()
	size, err := st.Append(e.t.Context(), id, offset, strings.NewReader(part))
	if err != nil || size != offset+int64(len(part)) {
		e.t.Fatalf("Append to %s at %d: %d, %v", id, offset, size, err)
	}
}

// testAppend sends parts to both nodes in turn, some to where they do not belong.
func testAppend(t *testing.T, e *exam) {
	for i, step := range []struct {
		offset int64
		part   string
		size   int64
		code   writ.Code
	}{
		{0, "", 0, ""},
		{0, "one ", 4, ""},
		{0, "again", 4, writ.CodeConflict},
		{9, "gap", 4, writ.CodeConflict},
		{2, "over", 4, writ.CodeConflict},
		{4, "two", 7, ""},
		{7, "", 7, ""},
		{7, " three", 13, ""},
	} {
		st := []blob.Store{e.one, e.other}[i%2]
		size, err := st.Append(t.Context(), "a", step.offset, strings.NewReader(step.part))
		if size != step.size || writ.CodeOf(err) != step.code {
			t.Errorf("Append at %d: %d, %v; want %d and code %q", step.offset, size, err, step.size, step.code)
		}
	}
	e.holds("a", "one two three")
}

// testBrokenPart says that what arrived before a sender broke off is kept, so
// that the sender can go on there, at another node too.
func testBrokenPart(t *testing.T, e *exam) {
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("reset")))
	size, err := e.one.Append(t.Context(), "a", 0, broken)
	if size != 4 || writ.CodeOf(err) != writ.CodeCanceled {
		t.Fatalf("Append: %d, %v; want 4 and canceled", size, err)
	}
	e.append(e.other, "a", 4, " whole")
	e.holds("a", "half whole")
}

// testLargePart sends more than an object store takes in one piece, and more
// than one listing of it returns could not hold.
func testLargePart(t *testing.T, e *exam) {
	part := string(bytes.Repeat([]byte("0123456789abcdef"), (20<<20)/16))
	e.append(e.one, "a", 0, part)
	e.append(e.other, "a", int64(len(part)), "end")
	broken := io.MultiReader(strings.NewReader(part), iotest.ErrReader(errors.New("reset")))
	size, err := e.one.Append(t.Context(), "a", int64(len(part))+3, broken)
	if want := int64(2*len(part) + 3); size != want || writ.CodeOf(err) != writ.CodeCanceled {
		t.Fatalf("Append: %d, %v; want %d and canceled", size, err, want)
	}
	e.holds("a", part+"end"+part)
}

func testListAndRemove(t *testing.T, e *exam) {
	for _, id := range []string{"b", "a", "a.rejects", "ab"} {
		e.append(e.one, id, 0, id)
	}
	for range 2 { // the second time there is nothing to remove
		if err := e.other.Remove(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	for _, st := range []blob.Store{e.one, e.other} {
		ids, err := st.List(t.Context())
		if err != nil || !slices.Equal(ids, []string{"a.rejects", "ab", "b"}) {
			t.Errorf("List: %v, %v", ids, err)
		}
	}
	e.holds("a.rejects", "a.rejects")
	e.append(e.one, "a", 0, "new") // as if it had never been there
	e.holds("a", "new")
}

// testIDs says that no id leads out of the store.
func testIDs(t *testing.T, e *exam) {
	for _, id := range []string{"", ".", "..", "../a", "a/b", `a\b`, ".hidden", "a b", "a\x00"} {
		_, aerr := e.one.Append(t.Context(), id, 0, strings.NewReader("x"))
		_, serr := e.one.Size(t.Context(), id)
		_, oerr := e.one.Open(t.Context(), id)
		_, ferr := e.one.File(t.Context(), id, t.TempDir())
		for method, err := range map[string]error{"Append": aerr, "Size": serr, "Open": oerr, "File": ferr, "Remove": e.one.Remove(t.Context(), id)} {
			if writ.CodeOf(err) != writ.CodeInternal {
				t.Errorf("%s of %q: %v", method, id, err)
			}
		}
	}
}

func testAbsent(t *testing.T, e *exam) {
	size, err := e.one.Size(t.Context(), "a")
	if size != 0 || err != nil {
		t.Errorf("Size: %d, %v", size, err)
	}
	_, oerr := e.one.Open(t.Context(), "a")
	_, ferr := e.one.File(t.Context(), "a", t.TempDir())
	if writ.CodeOf(oerr) != writ.CodeNotFound || writ.CodeOf(ferr) != writ.CodeNotFound {
		t.Errorf("Open: %v, File: %v", oerr, ferr)
	}
	ids, err := e.one.List(t.Context())
	if err != nil || len(ids) != 0 {
		t.Errorf("List: %v, %v", ids, err)
	}
}

// testTwoWriters lets a node that was thought dead end its part after another has
// gone on with the file: both send the same bytes, and they are there once.
func testTwoWriters(t *testing.T, e *exam) {
	const file = "0123456789"
	begun, goOn := make(chan struct{}), make(chan struct{})
	var late sync.WaitGroup
	late.Go(func() {
		_, _ = e.one.Append(t.Context(), "a", 0, &paused{r: strings.NewReader(file), begun: begun, goOn: goOn}) // may be refused
	})
	<-begun
	e.append(e.other, "a", 0, file[:6])
	close(goOn)
	late.Wait()
	size, err := e.other.Size(t.Context(), "a")
	if err != nil || size < 6 {
		t.Fatalf("Size: %d, %v; want 6 or more", size, err)
	}
	e.append(e.other, "a", size, file[size:])
	e.holds("a", file)
}

// paused says when it is first read and then waits.
type paused struct {
	r           io.Reader
	begun, goOn chan struct{}
	read        bool
}

// Read reads.
func (p *paused) Read(b []byte) (int, error) {
	if !p.read {
		p.read = true
		close(p.begun)
		<-p.goOn
	}
	return p.r.Read(b)
}
