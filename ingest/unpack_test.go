package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/writ-dev/writ"
)

// gzipped packs each text as a member.
func gzipped(t testing.TB, texts ...string) string {
	t.Helper()
	var b bytes.Buffer
	for _, text := range texts {
		z := gzip.NewWriter(&b)
		if _, err := io.WriteString(z, text); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// zipped packs files given as name, content, name, content …
func zipped(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// rawZip packs one file with the sizes before the data.
func rawZip(t testing.TB, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(text)),
		CompressedSize64: uint64(len(text)), UncompressedSize64: uint64(len(text)),
	})
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestStageUnpacks(t *testing.T) {
	t.Parallel()
	text := string(trips(30_000))
	half := strings.Index(text[len(text)/2:], "\n") + len(text)/2 - 7 // members may end within a record
	for name, c := range map[string]struct{ content, container, entry string }{
		"gzip":         {gzipped(t, text), "gzip", "upload.csv"},
		"members":      {gzipped(t, text[:half], "", text[half:]), "gzip", "upload.csv"},
		"zip":          {zipped(t, "trips.csv", text), "zip", "trips.csv"},
		"zip and junk": {zipped(t, "d/", "", "d/.DS_Store", "x", "__MACOSX/._trips.csv", "x", "d/trips.csv", text), "zip", "trips.csv"},
		"zip path":     {zipped(t, "../../etc/cron.d/trips.csv", text), "zip", "trips.csv"},
	} {
		st, canonical, err := stage(t, c.content, Options{}, anyPlatform)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if st.RowsRead != 30_000 || st.Dialect.Container != c.container || st.Dialect.Entry != c.entry || strings.Count(canonical, "\n") != 30_000 {
			t.Errorf("%s: %d rows, dialect %+v", name, st.RowsRead, st.Dialect)
		}
		want := Unpacked{Name: c.entry, Size: int64(len(text)), SHA256: sumOf(text)}
		if st.Unpacked == nil || *st.Unpacked != want || st.Size != int64(len(c.content)) {
			t.Errorf("%s: unpacked %+v, want %+v", name, st.Unpacked, want)
		}
	}
}

func TestStageRefusesArchives(t *testing.T) {
	t.Parallel()
	const text = "a,b\n1,2\n"
	packed, archive := gzipped(t, strings.Repeat(text, 5000)), zipped(t, "a.csv", strings.Repeat(text, 5000))
	flip := func(s string, at int) string {
		b := []byte(s)
		b[at] ^= 0x55
		return string(b)
	}
	encrypted := []byte(rawZip(t, "a.csv", text))
	encrypted[6] |= flagEncrypted
	encrypted[bytes.Index(encrypted, []byte(directoryEntry))+8] |= flagEncrypted
	for name, c := range map[string]struct{ content, want string }{
		"checksum":           {flip(packed, len(packed)-6), "damaged: what it holds is not what its checksum says"},
		"cut gzip":           {packed[:len(packed)-9], "cut off"},
		"gzip header alone":  {packed[:9], "cut off"},
		"garbage":            {packed + "x", fmt.Sprintf("ends at byte offset %d, but the file goes on", len(packed))},
		"zeros":              {packed + "\x00\x00\x00", "goes on with something else"},
		"cut member":         {packed + packed[:30], "cut off"},
		"cut zip":            {archive[:len(archive)-30], "is cut off"},
		"zip checksum":       {flip(rawZip(t, "a.csv", text), 40), "checksum"},
		"several":            {zipped(t, "a.csv", text, "x/b.csv", text), "holds 2 files: a.csv, b.csv."},
		"many":               {zipped(t, strings.Split(strings.Repeat("f.csv,,", 12), ",")[:24]...), "holds 12 files: f.csv, f.csv, "},
		"none":               {zipped(t, "d/", ""), "holds no file"},
		"encrypted":          {string(encrypted), `"a.csv" in the ZIP archive is encrypted`},
		"gzip in gzip":       {gzipped(t, packed), `"upload.csv" in the archive is not a CSV file but a gzip archive`},
		"zip in zip":         {zipped(t, "a.zip", archive), `"a.zip" in the archive is not a CSV file but a ZIP archive`},
		"tar in gzip":        {gzipped(t, "a.csv"+strings.Repeat("\x00", 252)+"ustar\x0000"), "a tar archive"},
		"word":               {zipped(t, "[Content_Types].xml", "", "word/document.xml", ""), "a Word document"},
		"empty":              {gzipped(t, ""), "The file is empty"},
		"no deflate after":   {"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff", "damaged at byte offset"},
		"not UTF-8 in it":    {gzipped(t, "a,b\n1,\xc3\xa4\n"+strings.Repeat(text, 200_000)+"2,\xff\n"), "line 400003, byte offset 1600011"},
		"a thousand entries": {zipped(t, strings.Split(strings.Repeat("f.csv,,", maxEntries+1), ",")[:2*maxEntries+2]...), "lists 10001 files"},
	} {
		if _, _, err := stage(t, c.content, Options{}, anyPlatform); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		} else if code := writ.CodeOf(err); code != writ.CodeInvalid && code != writ.CodeExhausted {
			t.Errorf("%s: code %s", name, code)
		}
	}
}

func TestStageBoundsWhatUnpacks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "f.csv.gz")
	content := gzipped(t, "a,b\n"+strings.Repeat("1,2\n", 10_000))
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int64]writ.Code{40_003: writ.CodeExhausted, 40_004: "", 0: ""} {
		st, err := Stage(context.Background(), Source{File: file, FileName: "f.csv.gz", Dir: dir, Limits: anyPlatform, MaxUnpacked: limit})
		if writ.CodeOf(err) != want {
			t.Errorf("limit %d: %v", limit, err)
		}
		if err == nil {
			if err := st.Remove(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestUnpackedRefusesABomb reads zeros that came out of next to nothing.
func TestUnpackedRefusesABomb(t *testing.T) {
	t.Parallel()
	u := (&packed{packing: packing{container: containerGzip}, read: new(atomic.Int64)}).bounded(zeros{})
	n, err := io.Copy(io.Discard, u)
	if writ.CodeOf(err) != writ.CodeExhausted || n < ratioFrom || n > ratioFrom+1<<20 {
		t.Errorf("%d bytes, %v", n, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestStageOfAnotherArchive(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "f.csv.gz")
	content := gzipped(t, "a,b\n1,2\n")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(content))
	for sha, want := range map[string]writ.Code{hex.EncodeToString(sum[:]): "", sumOf("other"): writ.CodeInvalid} {
		st, err := Stage(context.Background(), Source{File: file, FileName: "f.csv.gz", Dir: dir, Limits: anyPlatform, SHA256: sha})
		if writ.CodeOf(err) != want {
			t.Errorf("%v", err)
		}
		if err == nil {
			if err := st.Remove(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestMakePreviewOfPackedBeginnings(t *testing.T) {
	t.Parallel()
	text := string(trips(400_000))
	for name, content := range map[string]string{
		"gzip":       gzipped(t, text),
		"zip":        zipped(t, "trips.csv", text),
		"zip stored": rawZip(t, "trips.csv", text),
	} {
		if len(content) < headSize {
			t.Fatalf("%s: only %d bytes", name, len(content))
		}
		p, err := MakePreview([]byte(content[:headSize]), false, "trips.csv.gz", Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !p.Partial || len(p.Rows) != previewRows || p.Dialect.Entry != "trips.csv" || len(p.Warnings) > 0 {
			t.Errorf("%s: %d rows, %+v, %q", name, len(p.Rows), p.Dialect, p.Warnings)
		}
	}
}

func TestMakePreviewOfAFewBytes(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"gzip": gzipped(t, "a,b\n1,2\n"), "zip": zipped(t, "x.csv", "a,b\n1,2\n")} {
		p, err := MakePreview([]byte(content), true, "x.csv.gz", Options{})
		if err != nil || p.Partial || len(p.Rows) != 1 || p.Dialect.Entry != "x.csv" {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

func TestMakePreviewWaitsForTheEnd(t *testing.T) {
	t.Parallel()
	text := string(trips(400_000))
	for name, content := range map[string]string{
		"workbook":  zipped(t, "[Content_Types].xml", "<x/>", "xl/workbook.xml", text),
		"junk last": zipped(t, "__MACOSX/x", "x", "a.csv", text),
	} {
		_, err := MakePreview([]byte(content[:headSize]), false, "f.zip", Options{})
		if writ.CodeOf(err) != writ.CodeConflict || !errors.Is(err, ErrNeedsWhole) {
			t.Errorf("%s: %v", name, err)
		}
	}
	content := zipped(t, "__MACOSX/x", "x", "a.csv", text)
	p, err := PreviewFile(strings.NewReader(content), int64(len(content)), "f.zip", Options{})
	if err != nil || len(p.Rows) != previewRows || !p.Partial {
		t.Errorf("whole: %v", err)
	}
}
