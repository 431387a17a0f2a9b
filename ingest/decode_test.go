package ingest

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// strictEncodings are encodings of every family: the bytes that one of their
// characters has, bytes that are none in front of a comma, and a beginning of a
// character, which is none at the end of a file.
var strictEncodings = []struct {
	name, good, text, bad, cut string
	width                      int // bytes of an ASCII character
	order                      binary.ByteOrder
}{
	{"utf-8", "é", "é", "\xff", "\xe3\x81", 1, nil},
	{"utf-16le", "\xe9\x00", "é", "\x00\xdc", "\x00", 2, binary.LittleEndian},
	{"utf-16be", "\x00\xe9", "é", "\xdc\x00", "\xd8\x3d", 2, binary.BigEndian},
	{"utf-32le", "\xe9\x00\x00\x00", "é", "\x00\x00\x11\x00", "\xe9\x00", 4, binary.LittleEndian},
	{"utf-32be", "\x00\x00\x00\xe9", "é", "\x00\x00\xd8\x00", "\x00\x00\x00", 4, binary.BigEndian},
	{"shift_jis", "\x83\x65", "テ", "\x83", "\x83", 1, nil},
	{"euc-jp", "\xa5\xc6", "テ", "\xa5", "\x8f\xb0", 1, nil},
	{"euc-kr", "\xb0\xa1", "가", "\xb0", "\xb0", 1, nil},
	{"gbk", "\xb1\xb1", "北", "\xb1", "\xb1", 1, nil},
	{"gb18030", "\x81\x30\x89\x37", "Þ", "\x81", "\x81\x30\x89", 1, nil},
	{"big5", "\xa5\x5f", "北", "\xa5", "\xa5", 1, nil},
	{"windows-1253", "\xe1", "α", "\xd2", "\xff", 1, nil},
	{"windows-1255", "\xe0", "א", "\xd9", "\xfb", 1, nil},
	{"iso-8859-6", "\xc7", "ا", "\xa1", "\xff", 1, nil},
	{"windows-874", "\xa1", "ก", "\xdb", "\xfc", 1, nil},
}

// widen writes text in units of some bytes.
func widen(s string, width int, order binary.ByteOrder) string {
	if width == 1 {
		return s
	}
	var out []byte
	for _, r := range s {
		unit := make([]byte, width)
		if width == 2 {
			order.PutUint16(unit, uint16(r))
		} else {
			order.PutUint32(unit, uint32(r))
		}
		out = append(out, unit...)
	}
	return string(out)
}

// TestUndecodableBytesAreNamed wants the offset of bytes that are no character, be
// they in the first MiB or behind it, at a border of what is decoded or read at
// once, or at the end.
func TestUndecodableBytesAreNamed(t *testing.T) {
	t.Parallel()
	for _, e := range strictEncodings {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			line := widen("1,", e.width, e.order) + e.good + widen("\n", e.width, e.order)
			beginning := widen("a,b\n", e.width, e.order)
			for _, at := range []int{64, 4096, headSize, headSize + 4100} {
				body := beginning + strings.Repeat(line, (at-len(beginning))/len(line)-1)
				body += widen(strings.Repeat("x", (at-len(body))/e.width-2)+",y", e.width, e.order)
				for name, content := range map[string]string{
					"in the middle": body + e.bad + widen(",2\n", e.width, e.order) + strings.Repeat(line, 3),
					"at the end":    body + e.cut,
				} {
					_, _, err := stage(t, content, Options{Encoding: e.name}, anyPlatform)
					if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), fmt.Sprintf("byte offset %d.", at)) {
						t.Errorf("%s, offset %d: %v", name, at, err)
					}
				}
				st, data, err := stage(t, body+e.good+widen("\n", e.width, e.order), Options{Encoding: e.name}, anyPlatform)
				if err != nil || !strings.HasSuffix(data, ",y"+e.text+"\n") || st.RowsRejected > 0 {
					t.Errorf("offset %d without the fault: …%.20q %v", at, data[max(0, len(data)-20):], err)
				}
			}
		})
	}
}

// TestReplacementCharacterIsACharacter wants U+FFFD itself kept where a file really
// holds it.
func TestReplacementCharacterIsACharacter(t *testing.T) {
	t.Parallel()
	const table = "a,b\n1,x\ufffdy\n"
	for name, content := range map[string]string{
		"utf-8":    table,
		"utf-16be": widen(table, 2, binary.BigEndian),
		"utf-32le": widen(table, 4, binary.LittleEndian),
		"gb18030":  "a,b\n1,x\x84\x31\xa4\x37y\n",
	} {
		_, data, err := stage(t, content, Options{Encoding: name}, anyPlatform)
		if err != nil || data != "1,1,x\ufffdy\n" {
			t.Errorf("%s: %q %v", name, data, err)
		}
	}
}
