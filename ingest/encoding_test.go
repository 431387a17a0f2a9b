package ingest

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func TestStageDecodes(t *testing.T) {
	t.Parallel()
	const content = "id,name\n1,Zürich €\n2,naïve\n"
	encode := func(b []byte, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	wide := "id,name\n1,日本語🙂\n2,x\n"
	far := "名前,住所\n1,東京都千代田区千代田一丁目\n2,大阪府大阪市北区中之島\n"
	for name, c := range map[string]struct {
		content, encoding, found, want string
	}{
		"windows-1252":   {encode(charmap.Windows1252.NewEncoder().Bytes([]byte(content))), "", "windows-1252", content},
		"iso-8859-15":    {encode(charmap.ISO8859_15.NewEncoder().Bytes([]byte(content))), "ISO-8859-15", "iso-8859-15", content},
		"UTF-16LE BOM":   {encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(wide))), "", "utf-16le", wide},
		"UTF-16BE BOM":   {encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(wide))), "", "utf-16be", wide},
		"UTF-16LE":       {encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(content))), "", "utf-16le", content},
		"UTF-16BE":       {encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(content))), "", "utf-16be", content},
		"UTF-16LE far":   {encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(far))), "", "utf-16le", far},
		"UTF-16BE far":   {encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(far))), "", "utf-16be", far},
		"another name":   {"\ufeff" + wide, "unicode-1-1-UTF-8", "utf-8", wide},
		"GB 18030 mark":  {"\x84\x31\x95\x33" + encode(simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(wide))), "", "gb18030", wide},
		"UTF-32LE BOM":   {encode(utf32.UTF32(utf32.LittleEndian, utf32.UseBOM).NewEncoder().Bytes([]byte(wide))), "", "utf-32le", wide},
		"UTF-32BE":       {encode(utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM).NewEncoder().Bytes([]byte(wide))), "", "utf-32be", wide},
		"UTF-16, chosen": {encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(wide))), "utf-16", "utf-16be", wide},
		"UTF-8, chosen":  {"\ufeff" + wide, "UTF-8", "utf-8", wide},
		"utf8, chosen":   {"\ufeff" + wide, "utf8", "utf-8", wide},
	} {
		st, data, err := stage(t, c.content, Options{Encoding: c.encoding}, anyPlatform)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		rows := strings.SplitN(c.want, "\n", 2)[1]
		rows = strings.Replace("1,"+rows, "\n2,", "\n2,2,", 1)
		if st.Dialect.Encoding != c.found || data != rows {
			t.Errorf("%s: %s %q, want %s %q", name, st.Dialect.Encoding, data, c.found, rows)
		}
		if (c.found == "windows-1252") != (len(st.Warnings) > 0) {
			t.Errorf("%s: warnings %q", name, st.Warnings)
		}
	}
}
