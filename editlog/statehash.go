package editlog

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"maps"
	"slices"

	"github.com/writ-dev/writ"
)

// Hasher makes the hash of all columns and rows of a branch. It is the SHA-256 of
// the line "writ-state-1", a line of JSON for each column in their order, and one for
// each row in the order of their ids, byte by byte, as docs/edit-log.md says.
type Hasher struct {
	sum hash.Hash
	w   writer
}

// NewHasher begins with the columns of a branch, those that were removed too.
func NewHasher(columns []writ.InputColumn) *Hasher {
	h := &Hasher{sum: sha256.New()}
	h.w.raw("writ-state-1\n")
	for _, c := range columns {
		h.w.json(c)
		h.line()
	}
	return h
}

// Row adds the next row. An error is of text that is not UTF-8.
func (h *Hasher) Row(r *Row) error {
	w := &h.w
	w.raw(`{"id":`)
	w.text(string(r.ID))
	w.member("position", r.Position)
	w.values("values", r.Values)
	w.member("createdAt", r.CreatedAt.UTC().Format(momentUTC))
	w.member("createdBy", r.CreatedBy)
	w.member("updatedAt", r.UpdatedAt.UTC().Format(momentUTC))
	w.member("updatedBy", r.UpdatedBy)
	w.raw(`,"editNum":`)
	w.number(r.Num)
	w.raw("}")
	h.line()
	return w.err
}

func (h *Hasher) line() {
	h.w.raw("\n")
	h.sum.Write(h.w.buf)
	h.w.buf = h.w.buf[:0]
}

// Sum is the hash in hexadecimal.
func (h *Hasher) Sum() string { return hex.EncodeToString(h.sum.Sum(nil)) }

// Hash is the hash of all columns and rows of s, all of which it has to have.
func (s *State) Hash() (string, error) {
	h := NewHasher(s.Columns)
	for _, id := range slices.Sorted(maps.Keys(s.Rows)) {
		if err := h.Row(s.Rows[id]); err != nil {
			return "", err
		}
	}
	return h.Sum(), nil
}
