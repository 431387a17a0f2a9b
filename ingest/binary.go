package ingest

import (
	"bytes"

	"github.com/writ-dev/writ"
)

// signature is how one kind of file that is no text begins; its bytes stand at at.
type signature struct {
	at                int
	bytes, what, hint string
}

// signatures are how files begin that are no text.
var signatures = []signature{
	{0, "\x1f\x8b", "a gzip archive", hintUnpack}, // only inside another archive
	{0, "PK\x03\x04", "a ZIP archive or a workbook", hintUnpack},
	{0, "PK\x05\x06", "an empty ZIP archive", "Upload a CSV file."},
	{0, "BZh", "a bzip2 archive", hintUnpack},
	{0, "\xfd7zXZ\x00", "an XZ archive", hintUnpack},
	{0, "\x28\xb5\x2f\xfd", "a Zstandard archive", hintUnpack},
	{0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive", hintUnpack},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old Excel or Word, or one with a password", hintSave},
	{0, "%PDF-", "a PDF document", hintSave},
	{0, "\x89PNG\r\n\x1a\n", "a PNG picture", hintSave},
	{0, "\xff\xd8\xff", "a JPEG picture", hintSave},
	{0, "GIF8", "a GIF picture", hintSave},
	{0, "PAR1", "a Parquet file", hintSave},
	{0, "ARROW1", "an Arrow file", hintSave},
	{0, "SQLite format 3\x00", "an SQLite database", hintSave},
	{0, "\x7fELF", "a program", hintSave},
	{257, "ustar", "a tar archive", hintUnpack},
}

const (
	hintUnpack = "Unpack it first and upload the CSV file in it."
	hintSave   = "Save the table as CSV and upload that."
)

// refuseBinary returns an error if the file begins like a known kind of file
// that is no text, or holds nothing.
func refuseBinary(head []byte) error {
	if len(head) == 0 {
		return errEmpty()
	}
	if s := binaryKind(head); s != nil {
		return writ.Errorf(writ.CodeInvalid, op, "The file is not a CSV file but %s.", s.what).WithHint("%s", s.hint)
	}
	return nil
}

// binaryKind returns the known kind of file, no text, that begins so; nil if it
// is none.
func binaryKind(head []byte) *signature {
	for i := range signatures {
		s := &signatures[i]
		if len(head) >= s.at && bytes.HasPrefix(head[s.at:], []byte(s.bytes)) {
			return s
		}
	}
	return nil
}

// refuseGarbage returns an error if decoded text is a web page or holds too many
// control characters to be a table; delim is not counted.
func refuseGarbage(text []byte, delim string) error {
	begin := bytes.ToLower(bytes.TrimSpace(text[:min(len(text), 256)]))
	if bytes.HasPrefix(begin, []byte("<!doctype html")) || bytes.HasPrefix(begin, []byte("<html")) {
		return writ.Errorf(writ.CodeInvalid, op, "The file is not a CSV file but a web page.").
			WithHint("Perhaps the page of a sign-in was saved instead of the download; download it again.")
	}
	if len(bytes.TrimSpace(text)) == 0 && len(bytes.Trim(text, "\r\n")) == 0 {
		return errEmpty()
	}
	controls, first := 0, 0
	for i, c := range text {
		layout := c >= '\t' && c <= '\r' || c >= 0x1c || c == 1 // line and page ends, and separators
		if c < ' ' && !layout && (delim == "" || c != delim[0]) {
			if controls == 0 {
				first = i
			}
			controls++
		}
	}
	if controls*10 > len(text) {
		return writ.Errorf(writ.CodeInvalid, op, "The file is not text: %d of its first %d characters are control characters, the first on line %d.",
			controls, len(text), 1+bytes.Count(text[:first], []byte{'\n'})).
			WithHint("Upload a CSV file; if it is one, choose its encoding.")
	}
	return nil
}

func errEmpty() error {
	return writ.Errorf(writ.CodeInvalid, op, "The file is empty.").WithHint("Upload a file with at least a line of column names.")
}
