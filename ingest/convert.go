package ingest

import (
	"bytes"
)

// maxPrecision is the most digits that any decimal is given.
const maxPrecision = 38

// convert reads v as the user chose, more generously than recognise does, and
// appends its canonical text to buf. An empty result is NULL; ok is false if v
// does not convert.
func convert(v []byte, by converter, s *scratch, buf []byte) (out []byte, ok bool) {
	v = bytes.TrimSpace(v)
	if len(v) == 0 {
		return buf, true
	}
	return by(v, s, buf)
}
