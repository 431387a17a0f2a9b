package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

// split cuts data into blocks of at first size bytes.
func split(g *grammar, size int, feed func(*splitter) error) (blocks []string, offsets []int64, err error) {
	s := &splitter{g: g, limit: maxRecord}
	s.next = func() (*block, error) { return &block{data: make([]byte, 0, size)}, nil }
	s.emit = func(b *block) error {
		blocks, offsets = append(blocks, string(b.data)), append(offsets, b.offset)
		return nil
	}
	if err := feed(s); err != nil {
		return nil, nil, err
	}
	return blocks, offsets, s.end()
}

// awkward holds what can stand at the border of two blocks.
const awkward = "a,b\n\"x\"\"y\",\"1\n2\"\r\n\"\",\"\"\"\"\n5\" pipe,'q'\n\"a\"b,c\n, \"s, t\"\né,\"ü\n\"\n\"a\\\"b\",\"c\\\\\"\nlast,\"\"\"\"\n# it\"s, \"not\n#\"x\n\"#y\"\n  \"z\" \"\n\"\n#\""

func checkSplit(t testing.TB, d Dialect, data string, size int) {
	t.Helper()
	g := newGrammar(d)
	whole, wholeFaults := scanAll(g, []byte(data))
	for name, feed := range map[string]func(*splitter) error{
		"ReadFrom": func(s *splitter) error {
			_, err := s.ReadFrom(iotest.OneByteReader(strings.NewReader(data)))
			return err
		},
		"Write": func(s *splitter) error { _, err := io.WriteString(s, data); return err },
	} {
		blocks, offsets, err := split(g, size, feed)
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		var faults []fault
		var at int64
		for i, b := range blocks {
			if offsets[i] != at {
				t.Fatalf("block %d is said to begin at %d, not %d", i, offsets[i], at)
			}
			at += int64(len(b))
			r, f := scanAll(g, []byte(b))
			got, faults = append(got, r...), append(faults, f...)
		}
		if strings.Join(blocks, "") != data {
			t.Fatalf("%s, blocks of %d: %q is not the data", name, size, blocks)
		}
		if !slices.EqualFunc(got, whole, slices.Equal) || !slices.Equal(faults, wholeFaults) {
			t.Fatalf("%s, blocks of %d: got %q, want %q (blocks %q)", name, size, got, whole, blocks)
		}
	}
}

// someDialects are dialects of every kind that the splitter and the scanner must
// agree about.
func someDialects() []Dialect {
	with := func(d Dialect, comment string, spaces bool) Dialect {
		d.Comment, d.SkipSpaces = comment, spaces
		return d
	}
	blank := dialectOf(" ", `"`, `"`, lineEndLF)
	return []Dialect{
		canonicalDialect, with(canonicalDialect, "", true), with(canonicalDialect, "#", false), with(canonicalDialect, "#", true),
		dialectOf(",", `"`, `\`, lineEndLF), with(dialectOf(",", `"`, `\`, lineEndLF), "#", true), dialectOf(",", "'", "'", lineEndLF),
		dialectOf(",", quoteNone, quoteNone, lineEndLF), with(dialectOf(",", quoteNone, quoteNone, lineEndLF), "#", false),
		dialectOf(",", `"`, `"`, lineEndCR), with(dialectOf(",", `"`, `"`, lineEndCR), "#", false), blank, with(blank, "#", true),
	}
}

func TestBlocksOfEverySize(t *testing.T) {
	t.Parallel()
	for _, d := range someDialects() {
		data := awkward
		if d.LineEnd == lineEndCR {
			data = strings.ReplaceAll(strings.ReplaceAll(awkward, "\r\n", "\n"), "\n", "\r")
		}
		for size := 1; size <= len(data)+1; size++ {
			checkSplit(t, d, data, size)
		}
	}
}

// TestBlocksOfRandomText wants that a text which is cut into blocks holds the same
// records as the whole text, in any dialect.
func TestBlocksOfRandomText(t *testing.T) {
	t.Parallel()
	dialects := someDialects()
	rapid.Check(t, func(r *rapid.T) {
		d := rapid.SampledFrom(dialects).Draw(r, "dialect")
		pieces := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "#", `"`, `""`, "'", `\`, " ", ",", "\n", "\r", "\r\n", "\n#", `,"`, `",`, "é"}), 0, 60).Draw(r, "text")
		checkSplit(t, d, strings.Join(pieces, ""), rapid.IntRange(1, 40).Draw(r, "size"))
		if t.Failed() {
			r.FailNow()
		}
	})
}

func FuzzBlocks(f *testing.F) {
	dialects := someDialects()
	f.Add([]byte(awkward), byte(7), byte(0))
	f.Fuzz(func(t *testing.T, data []byte, size, dialect byte) {
		checkSplit(t, dialects[int(dialect)%len(dialects)], string(data), int(size)+1)
	})
}

func TestOverlongRecord(t *testing.T) {
	t.Parallel()
	var overlong []bool
	s := &splitter{g: newGrammar(canonicalDialect), limit: 64}
	s.next = func() (*block, error) { return &block{data: make([]byte, 0, 16)}, nil }
	s.emit = func(b *block) error { overlong = append(overlong, b.overlong); return nil }
	if _, err := io.WriteString(s, "a\n\""+strings.Repeat("x", 200)); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(overlong, true) {
		t.Error("a record without end was not noticed")
	}
}

func TestFlowKeepsTheOrder(t *testing.T) {
	defer goleak.VerifyNone(t)
	var want bytes.Buffer
	for i := range 200_000 {
		fmt.Fprintf(&want, "%d,some text to fill more than one block\n", i)
	}
	var got bytes.Buffer
	err := flow(context.Background(), newGrammar(canonicalDialect),
		func(s *splitter) error { _, err := s.ReadFrom(bytes.NewReader(want.Bytes())); return err },
		func(b *block) { b.part.out = append(b.part.out[:0], b.data...) },
		func(b *block) error { got.Write(b.part.out); return nil })
	if err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
		t.Fatalf("flow changed the data; error %v", err)
	}
}

// TestFlowHoldsFewHugeBlocks wants huge records to be worked on one by one and their
// buffers to go, however many there are.
func TestFlowHoldsFewHugeBlocks(t *testing.T) {
	defer goleak.VerifyNone(t)
	record := strings.Repeat("x", hugeBlock+hugeBlock/4) + "\n"
	var working, most atomic.Int32
	var bytes int64
	seen := map[*byte]bool{}
	err := flow(context.Background(), newGrammar(canonicalDialect),
		func(s *splitter) error { _, err := io.WriteString(s, strings.Repeat(record, 5)); return err },
		func(b *block) {
			if n := working.Add(1); b.huge() {
				most.Store(max(most.Load(), n))
			}
			runtime.Gosched()
			working.Add(-1)
		},
		func(b *block) error {
			if bytes += int64(len(b.data)); b.huge() && seen[&b.data[0]] {
				t.Error("a huge buffer was kept")
			}
			seen[&b.data[0]] = true
			return nil
		})
	if err != nil || most.Load() != 1 || bytes != int64(5*len(record)) {
		t.Errorf("%d at a time, %d bytes, error %v", most.Load(), bytes, err)
	}
}

func TestFlowStops(t *testing.T) {
	defer goleak.VerifyNone(t)
	endless := func(s *splitter) error {
		for {
			if _, err := io.WriteString(s, "a,b\n"); err != nil {
				return err
			}
		}
	}
	boom := errors.New("boom")
	none := func(*block) {}
	err := flow(context.Background(), newGrammar(canonicalDialect), endless, none, func(*block) error { return boom })
	if !errors.Is(err, boom) {
		t.Errorf("got %v, want the error of collect", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	err = flow(ctx, newGrammar(canonicalDialect), endless, none, func(*block) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was canceled", err)
	}
	err = flow(context.Background(), newGrammar(canonicalDialect), func(*splitter) error { return boom }, none, func(*block) error { return nil })
	if !errors.Is(err, boom) {
		t.Errorf("got %v, want the error of feed", err)
	}
}
