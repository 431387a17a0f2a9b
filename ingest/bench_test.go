package ingest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/cespare/xxhash/v2"
)

// trips is a file like those people upload: timestamps, numbers, codes.
func trips(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("date,delay,distance,origin,destination\n")
	for i := range rows {
		fmt.Fprintf(&b, "2001-%02d-%02d %02d:%02d:00,%d,%d,%s,%s\n", i%12+1, i%28+1, i%24, i%60, i%200-20, i%2500,
			[]string{"LAS", "ATL", "SEA"}[i%3], []string{"PHL", "SAV", "DEN", "ORD"}[i%4])
	}
	return b.Bytes()
}

func tripLayout(tb testing.TB, data []byte) (*layout, []byte) {
	f, err := inspect(data[:min(len(data), headSize)], len(data) <= headSize, "", Options{})
	if err != nil {
		tb.Fatal(err)
	}
	l := newLayout(f, Options{})
	l.write, l.utf8 = true, true
	return l, data[f.skip:]
}

func BenchmarkInspect(b *testing.B) {
	data := trips(40_000)[:headSize]
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := inspect(data, false, "", Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSplit(b *testing.B) {
	l, data := tripLayout(b, trips(50_000))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		s := splitter{g: l.g, cur: &block{data: data}}
		s.scan()
	}
}

func BenchmarkScan(b *testing.B) {
	l, data := tripLayout(b, trips(50_000))
	b.SetBytes(int64(len(data)))
	var cells []cell
	for b.Loop() {
		for pos := 0; pos < len(data); {
			cells, pos, _ = l.g.record(data, pos, cells)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	l, data := tripLayout(b, trips(50_000))
	b.SetBytes(int64(len(data)))
	blk := &block{data: data}
	for b.Loop() {
		l.read(blk)
	}
}

func BenchmarkHash(b *testing.B) {
	v := []byte("2001-01-01 00:01:00")
	b.SetBytes(int64(len(v)))
	for b.Loop() {
		xxhash.Sum64(v)
	}
}

func BenchmarkStage(b *testing.B) {
	dir := b.TempDir()
	file := filepath.Join(dir, "trips.csv")
	data := trips(1_000_000)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		st, err := Stage(context.Background(), Source{File: file, Dir: dir, Limits: anyPlatform})
		if err != nil {
			b.Fatal(err)
		}
		if err := st.Remove(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPreview(b *testing.B) {
	for name, data := range map[string][]byte{
		"trips": trips(40_000)[:headSize],
		"dates": bytes.Repeat([]byte("1/2/2026,x\n"), headSize/11),
		"words": bytes.Repeat([]byte("a,b,c,d,e\n"), headSize/10),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := MakePreview(data, false, "f.csv", Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
