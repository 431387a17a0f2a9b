package editlog

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// momentUTC is the canonical form of TIMESTAMP within the hash.
const momentUTC = "2006-01-02T15:04:05.000000Z"

// Seal binds e to the accepted entry before it, whose hash is prev, "" for the first
// of its table: it cuts At to microseconds in UTC and sets Text, Metadata and the
// hashes. What e holds may not change afterwards. An edit that cannot be written as
// JSON is an error.
func Seal(prev string, e *Entry) error {
	e.At = e.At.UTC().Truncate(time.Microsecond)
	w := &writer{buf: make([]byte, 0, 1024)}
	w.edit(&e.Edit)
	e.Text = string(w.buf)
	e.Meta.Format, e.Meta.EditHash, e.Meta.Prev = Format, digest(w.buf), prev
	w.buf = w.buf[:0]
	w.meta(&e.Meta)
	e.Meta.Hash = seal(e.Table, e.Num, e.At, w.buf)
	w.raw(sealed)
	w.raw(e.Meta.Hash)
	w.raw(`"}`)
	e.Metadata = string(w.buf)
	if w.err != nil {
		return fmt.Errorf("the edit cannot be written down: %w", w.err)
	}
	return nil
}

// sealed comes between METADATA as it is hashed, without its closing brace, and the
// hash.
const sealed = `,"hash":"`

// seal is the hash of an entry. meta is METADATA without its hash and without its
// closing brace.
func seal(table writ.InputTableID, num int64, at time.Time, meta []byte) string {
	buf := make([]byte, 0, len(meta)+128)
	buf = append(buf, "writ-edit-1\n"...)
	buf = append(buf, table...)
	buf = append(buf, '\n')
	buf = strconv.AppendInt(buf, num, 10)
	buf = append(buf, '\n')
	buf = at.AppendFormat(buf, momentUTC)
	buf = append(buf, '\n')
	buf = append(buf, meta...)
	return digest(append(buf, '}'))
}

// hashLength is how long a hash is in hexadecimal.
const hashLength = 2 * sha256.Size

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Intact tells which of the two hashes of e do not agree with what is stored: of
// EDIT, and of the entry. EDIT of a redacted entry never does.
func (e *Entry) Intact() (edit, entry bool) {
	end := len(e.Metadata) - len(sealed) - len(e.Meta.Hash) - len(`"}`)
	edit = digest([]byte(e.Text)) == e.Meta.EditHash
	entry = end > 0 && e.Metadata[end:] == sealed+e.Meta.Hash+`"}` &&
		seal(e.Table, e.Num, e.At, []byte(e.Metadata[:end])) == e.Meta.Hash
	return edit, entry
}

// Row is e as a row of the log. An entry that was not sealed is an error.
func (e *Entry) Row() (driver.LogRow, error) {
	if e.Metadata == "" {
		return driver.LogRow{}, errors.New("the entry was not sealed")
	}
	return driver.LogRow{Table: string(e.Table), Num: e.Num, At: e.At, Edit: e.Text, Metadata: e.Metadata}, nil
}

// Read reads a row of the log. It does not check the hashes; Verify does. The error
// says what cannot be understood, for people; a format of a later version of Writ
// is CodeUnsupported.
func Read(row driver.LogRow) (*Entry, error) {
	const op = "editlog.Read"
	e, err := readMeta(row)
	if err == nil {
		r := &reader{in: row.Edit}
		e.Edit = r.edit()
		err = r.end()
	}
	if err == nil {
		return e, nil
	}
	if e != nil && e.Meta.Format > Format {
		return nil, writ.Wrap(writ.CodeUnsupported, op, err, "Entry %d of the edit log has the format %d, which this version of Writ does not know.", row.Num, e.Meta.Format).
			WithHint("Install the version of Writ that wrote it, or a later one.")
	}
	return nil, writ.Wrap(writ.CodeUnavailable, op, err, "Entry %d of the input table %s cannot be read; somebody has changed the edit log: %v.", row.Num, row.Table, err).
		WithHint("Verify the edit log to see what was changed, and put it back from a backup of the warehouse.")
}

// readMeta reads a row but for EDIT.
func readMeta(row driver.LogRow) (*Entry, error) {
	e := &Entry{Table: writ.InputTableID(row.Table), Num: row.Num, At: row.At.UTC(), Text: row.Edit, Metadata: row.Metadata}
	r := &reader{in: row.Metadata}
	r.meta(&e.Meta)
	err := r.end()
	if err == nil && !strings.HasSuffix(row.Metadata, sealed+e.Meta.Hash+`"}`) {
		err = errors.New("METADATA does not end with the hash")
	}
	return e, err
}
