package ingest

import (
	"os"
	"strconv"

	"github.com/cespare/xxhash/v2"
)

// numbered writes the canonical file: records with their numbers before them.
type numbered struct {
	file *os.File
	buf  []byte
	rows int64
	sum  uint64 // of the hashes of the numbers

	longest int // bytes of the longest line
}

// maxNumber is the most bytes a number takes with the comma after it.
const maxNumber = len("9223372036854775807,")

// numberedSize is how much is written at once, in bytes.
const numberedSize = 1 << 20

// write appends the records that end in out at ends.
func (n *numbered) write(out []byte, ends []int) error {
	begin := 0
	for _, end := range ends {
		n.rows++
		at := len(n.buf)
		n.buf = strconv.AppendInt(n.buf, n.rows, 10)
		n.sum += xxhash.Sum64(n.buf[at:])
		n.buf = append(n.buf, ',')
		n.buf = append(n.buf, out[begin:end]...)
		n.longest = max(n.longest, len(n.buf)-at)
		begin = end
		if len(n.buf) >= numberedSize {
			if err := n.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *numbered) flush() error {
	_, err := n.file.Write(n.buf)
	n.buf = n.buf[:0]
	return err
}

// close writes what is left and closes the file.
func (n *numbered) close() error {
	err := n.flush()
	if cerr := n.file.Close(); err == nil {
		err = cerr
	}
	return err
}
