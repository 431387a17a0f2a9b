package sqlstore

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// fingerprint tells two sets of rows apart whatever order they come in, because
// two engines sort text differently: the number of rows, and the sum of their
// SHA-256 hashes as four numbers. Being equal means being the same rows.
type fingerprint struct {
	rows int64
	sum  [4]uint64
}

// add adds a row of integers, texts, blobs and NULLs. order is that of sorted.
func (f *fingerprint) add(columns []string, order []int, row []any) error {
	var text []byte
	for _, i := range order {
		text = field(text, 'c', columns[i])
		switch v := row[i].(type) {
		case nil:
			text = append(text, '0')
		case int64:
			text = binary.BigEndian.AppendUint64(append(text, 'i'), uint64(v))
		case string:
			text = field(text, 't', v)
		case []byte:
			text = field(text, 'b', string(v))
		default:
			return fmt.Errorf("column %s holds a %T, which is none of text, integer and blob", columns[i], v)
		}
	}
	hash := sha256.Sum256(text)
	for i := range f.sum {
		f.sum[i] += binary.BigEndian.Uint64(hash[8*i:])
	}
	f.rows++
	return nil
}

// field appends a value with its kind and length, so that no two rows read the
// same.
func field(text []byte, kind byte, value string) []byte {
	text = binary.BigEndian.AppendUint64(append(text, kind), uint64(len(value)))
	return append(text, value...)
}

// sorted returns the positions of columns in the order of their names: added
// columns may stand elsewhere in another engine.
func sorted(columns []string) []int {
	order := make([]int, len(columns))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(columns[a], columns[b]) })
	return order
}
