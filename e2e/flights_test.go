package e2e

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/writ-dev/writ/internal/flights"
)

// TestFlights loads three million rows on each platform and compares every
// cell with the file, by the standard library's reader, which knows nothing of
// how Writ reads.
func TestFlights(t *testing.T) {
	in := installed(t)
	in.postgres(t)
	in.mysql(t)
	file := filepath.Join(t.TempDir(), "flights.csv")
	if err := flights.Write(file, flights.Rows); err != nil {
		t.Fatal(err)
	}
	for _, connection := range []string{"embedded", "shop", "pond"} {
		t.Run(connection, func(t *testing.T) {
			var got struct {
				TableID              string
				RowsRead, RowsLoaded int64
			}
			in.writ(t, &got, "upload", file, "--connection", connection, "--name", "Flights on "+connection, "--json")
			if got.RowsRead != flights.Rows || got.RowsLoaded != flights.Rows {
				t.Fatalf("read %d and loaded %d rows, want %d", got.RowsRead, got.RowsLoaded, flights.Rows)
			}
			cmd := in.command("rows", got.TableID)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			cells := compare(t, file, out)
			if err := cmd.Wait(); err != nil {
				t.Fatalf("writ rows: %v: %s", err, stderr.String())
			}
			if cells != 5*flights.Rows {
				t.Errorf("compared %d cells, want %d", cells, 5*flights.Rows)
			}
		})
	}
}

// compare demands the same records of a file and a stream, and returns how many
// cells below the header it compared.
func compare(t *testing.T, file string, stream io.Reader) (cells int) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, got := csv.NewReader(f), csv.NewReader(stream)
	want.ReuseRecord, got.ReuseRecord = true, true
	for line := 0; ; line++ {
		w, werr := want.Read()
		g, gerr := got.Read()
		if errors.Is(werr, io.EOF) && errors.Is(gerr, io.EOF) {
			return cells
		}
		if werr != nil || gerr != nil {
			t.Fatalf("line %d: the file says %v, the stream %v", line, werr, gerr)
		}
		if !slices.Equal(w, g) {
			t.Fatalf("line %d: got %q, want %q", line, g, w)
		}
		if line > 0 {
			cells += len(w)
		}
	}
}
