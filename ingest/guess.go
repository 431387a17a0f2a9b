package ingest

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reading is a piece of a file as an encoding reads it.
type Reading struct {
	Name   string `json:"name"`
	Sample string `json:"sample"` // a line with letters beyond ASCII
}

// legacy is an encoding that a file without marks may have, and how text in it
// looks if it is right.
type legacy struct {
	name    string
	scripts []*unicode.RangeTable
	// common are the letters beyond ASCII that such texts use most. Of scripts
	// with thousands of characters the standards put the frequent ones in front:
	// frequent is the range of the first bytes of those.
	common   string
	frequent [2]byte
}

const (
	lettersWest    = "éèàáíóúñçãõâêôöäüßåøæîïëùûœ"
	lettersCentral = "ąćęłńóśźżáčďéěíňřšťúůýžőűöüäßăâîșțşţľĺŕđôëç"
	lettersTurkish = "çğıöşüâîİ"
	lettersBaltic  = "āčēģīķļņšūžąęėįųõäöü"
	lettersRussian = "оеаинтсрвлкмдпуяы"
	lettersGreek   = "αοιετσνηυρπκμλςάίόέή"
	lettersHebrew  = "יוהלאתרבמםנשד"
	lettersArabic  = "اليمنرتةبدوهعسف"
	lettersThai    = "านรอกเงมยลวดตสท"
)

var (
	latin    = []*unicode.RangeTable{unicode.Latin}
	cyrillic = []*unicode.RangeTable{unicode.Cyrillic}
	han      = []*unicode.RangeTable{unicode.Han}
	japanese = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana}
)

// legacies are the encodings that are offered; of two that read a file equally
// well the earlier comes first. The frequent characters are level 1 of GB 2312,
// of Big5, of JIS X 0208 as EUC-JP and as Shift_JIS have it, and the syllables of
// KS X 1001.
var legacies = []legacy{
	{name: encodingWindows1252, scripts: latin, common: lettersWest},
	{name: "windows-1254", scripts: latin, common: lettersTurkish},
	{name: "windows-1250", scripts: latin, common: lettersCentral},
	{name: "windows-1257", scripts: latin, common: lettersBaltic},
	{name: "iso-8859-15", scripts: latin, common: lettersWest},
	{name: "iso-8859-9", scripts: latin, common: lettersTurkish},
	{name: "iso-8859-2", scripts: latin, common: lettersCentral},
	{name: "iso-8859-13", scripts: latin, common: lettersBaltic},
	{name: "macintosh", scripts: latin, common: lettersWest},
	{name: "ibm850", scripts: latin, common: lettersWest},
	{name: "ibm852", scripts: latin, common: lettersCentral},
	{name: "windows-1251", scripts: cyrillic, common: lettersRussian},
	{name: "koi8-r", scripts: cyrillic, common: lettersRussian},
	{name: "koi8-u", scripts: cyrillic, common: lettersRussian + "іїє"},
	{name: "iso-8859-5", scripts: cyrillic, common: lettersRussian},
	{name: "ibm866", scripts: cyrillic, common: lettersRussian},
	{name: "windows-1253", scripts: []*unicode.RangeTable{unicode.Greek}, common: lettersGreek},
	{name: "iso-8859-7", scripts: []*unicode.RangeTable{unicode.Greek}, common: lettersGreek},
	{name: "windows-1255", scripts: []*unicode.RangeTable{unicode.Hebrew}, common: lettersHebrew},
	{name: "iso-8859-8", scripts: []*unicode.RangeTable{unicode.Hebrew}, common: lettersHebrew},
	{name: "windows-1256", scripts: []*unicode.RangeTable{unicode.Arabic}, common: lettersArabic},
	{name: "iso-8859-6", scripts: []*unicode.RangeTable{unicode.Arabic}, common: lettersArabic},
	{name: "windows-874", scripts: []*unicode.RangeTable{unicode.Thai}, common: lettersThai},
	{name: "shift_jis", scripts: japanese, frequent: [2]byte{0x88, 0x97}},
	{name: "euc-jp", scripts: japanese, frequent: [2]byte{0xb0, 0xcf}},
	{name: "euc-kr", scripts: []*unicode.RangeTable{unicode.Hangul}, frequent: [2]byte{0xb0, 0xc8}},
	{name: "gb18030", scripts: han, frequent: [2]byte{0xb0, 0xd7}},
	{name: "big5", scripts: han, frequent: [2]byte{0xa4, 0xc6}},
}

const (
	maxReadings   = 8
	guessSize     = 16 << 10 // of the lines with bytes beyond ASCII
	plausible     = 0.3      // least score
	westernLead   = 0.1      // of Windows-1252, which most such files have
	maxSampleSize = 120      // bytes of UTF-8 of a sample
)

// readings lists the encodings that head can be read in, the likeliest first:
// those that decode all of it and whose letters look like words. Of encodings
// that read it alike only the first is listed.
func readings(head []byte, whole bool) []Reading {
	lines := linesBeyondASCII(head)
	type scored struct {
		legacy
		score float64
		text  string
	}
	var list []scored
	for _, l := range legacies {
		glyphs, ok := l.decode(lines)
		if !ok {
			continue
		}
		s := scored{legacy: l, score: l.score(glyphs), text: textOf(glyphs)}
		if s.score >= plausible {
			list = append(list, s)
		}
	}
	for i := range list {
		if list[i].name == encodingWindows1252 {
			list[i].score += westernLead
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var out []Reading
	seen := map[string]bool{}
	for _, s := range list {
		if len(out) == maxReadings || seen[s.text] || !decodes(s.name, head, whole) {
			continue
		}
		seen[s.text] = true
		out = append(out, Reading{Name: s.name, Sample: excerpt(s.text)})
	}
	return out
}

// linesBeyondASCII returns the first lines that hold other bytes than ASCII.
func linesBeyondASCII(head []byte) []byte {
	var out []byte
	for line := range bytes.SplitAfterSeq(head, []byte{'\n'}) {
		if bytes.IndexFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
			continue
		}
		if len(out)+len(line) > guessSize {
			break
		}
		out = append(out, line...)
	}
	if len(out) == 0 { // a single endless line
		out = head[:min(len(head), guessSize)]
	}
	return out
}

// excerpt is the first line of text with letters beyond ASCII that is not short,
// clipped around the first of them.
func excerpt(text string) string {
	best := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if best == "" || len(line) > len(best) && len(best) < 20 {
			best = line
		}
	}
	if i := strings.IndexFunc(best, func(r rune) bool { return r >= utf8.RuneSelf }); i > maxSampleSize/2 {
		i -= maxSampleSize / 3
		for !utf8.RuneStart(best[i]) {
			i++
		}
		best = "…" + best[i:]
	}
	return clip(best, maxSampleSize)
}

// decodes tells whether all of the beginning of a file is valid in an encoding.
func decodes(name string, head []byte, whole bool) bool {
	_, err := charset{name: name}.decodedHead(head, whole)
	return err == nil
}

// glyph is one character and the first two bytes that it was decoded from.
type glyph struct {
	r           rune
	lead, trail byte
}

func textOf(glyphs []glyph) string {
	var b strings.Builder
	for _, g := range glyphs {
		b.WriteRune(g.r)
	}
	return b.String()
}

// decode reads b one character after the other; ok is false if some bytes are
// none. A character at the end that is not complete does not count.
func (l legacy) decode(b []byte) (glyphs []glyph, ok bool) {
	d, err := newDecoder(l.name, 0)
	if err != nil {
		return nil, false
	}
	raw := d.(*strict).decoder
	var one [2 * utf8.UTFMax]byte
	glyphs = make([]glyph, 0, len(b))
	for at := 0; at < len(b); {
		if b[at] < utf8.RuneSelf {
			glyphs = append(glyphs, glyph{r: rune(b[at])})
			at++
			continue
		}
		n := 1
		for ; n <= 4 && at+n <= len(b); n++ {
			raw.Reset()
			size, used, err := raw.Transform(one[:], b[at:at+n], true)
			if err == nil && used == n && !bytes.ContainsRune(one[:size], utf8.RuneError) {
				r, _ := utf8.DecodeRune(one[:size])
				g := glyph{r: r, lead: b[at]}
				if n > 1 {
					g.trail = b[at+1]
				}
				glyphs = append(glyphs, g)
				break
			}
		}
		if n > 4 || at+n > len(b) {
			return glyphs, len(b)-at < 4 && at > 0
		}
		at += n
	}
	return glyphs, true
}

// score rates a reading from 0 to 1: half for letters of the right script in the
// right places, half for those that are frequent in it.
func (l legacy) score(glyphs []glyph) float64 {
	all, good, frequent, bad := 0, 0, 0, 0
	kana := false
	at := func(i int) rune {
		if i < 0 || i >= len(glyphs) {
			return 0
		}
		return glyphs[i].r
	}
	for i, g := range glyphs {
		if g.r < utf8.RuneSelf {
			continue
		}
		all++
		before, after := at(i-1), at(i+1)
		switch {
		case unicode.In(g.r, l.scripts...) && unicode.IsLetter(g.r) || unicode.IsMark(g.r) && unicode.In(g.r, l.scripts...):
			if l.misplaced(g.r, before, after) {
				bad++
				continue
			}
			good++
			kana = kana || unicode.In(g.r, unicode.Hiragana, unicode.Katakana)
			if alone := !unicode.IsLetter(before) && !unicode.IsLetter(after); l.isFrequent(g) && (!alone || l.common == "") {
				frequent++
			}
		case usualSign(g.r) && (g.r == '’' || !isWord(before) || !isWord(after)):
			good++
			frequent++
		default:
			bad++
		}
	}
	rate := max(0, float64(good+frequent-2*bad)/float64(2*max(all, 1)))
	if len(l.scripts) == len(japanese) && !kana {
		rate *= 0.8 // nothing but Han is rather Chinese
	}
	return rate
}

func (l legacy) isLatin() bool { return l.scripts[0] == unicode.Latin }

// misplaced tells whether a letter stands where none of its kind does: letters of
// other alphabets beside those of ASCII, three accented ones in a row, capitals
// behind small letters.
func (l legacy) misplaced(r, before, after rune) bool {
	if l.common == "" {
		return unicode.Is(unicode.Katakana, r) && r >= 0xff00 && before < 0xff00 && after < 0xff00 // halfwidth, alone
	}
	if l.isLatin() {
		return unicode.IsLetter(before) && before >= utf8.RuneSelf && unicode.IsLetter(after) && after >= utf8.RuneSelf ||
			unicode.IsUpper(r) && unicode.IsLower(before) && unicode.IsLower(after)
	}
	return asciiLetter(before) || asciiLetter(after) || unicode.IsUpper(r) && unicode.IsLower(before)
}

// isFrequent tells whether a character is one of those that texts in this
// encoding use most.
func (l legacy) isFrequent(g glyph) bool {
	switch {
	case l.common != "":
		return strings.ContainsRune(l.common, g.r) || strings.ContainsRune(l.common, unicode.ToLower(g.r))
	case unicode.In(g.r, unicode.Hiragana, unicode.Katakana):
		return g.r < 0xff00
	}
	second := byte(0xa1)
	if l.name == "shift_jis" || l.name == "big5" {
		second = 0x40
	}
	return g.lead >= l.frequent[0] && g.lead <= l.frequent[1] && g.trail >= second
}

func asciiLetter(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// usualSign tells whether a character beyond ASCII that is no letter is usual in
// tables.
func usualSign(r rune) bool {
	return strings.ContainsRune("€£¥§©®°±²³µ·¹º»½¼¾«¿¡ª–—‘’“”„…•™№×\u00a0´", r) ||
		r >= 0x3000 && r <= 0x303f || r >= 0xff01 && r <= 0xff60 || r == 'ー'
}
