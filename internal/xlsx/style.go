package xlsx

import (
	"strconv"
	"strings"
)

// style is what the format of a number says it is: parts of a date, of a time of
// day, or a length of time ([h]:mm). The zero style is a plain number.
type style struct {
	date, clock, elapsed bool
}

// builtin are the formats that are known by their numbers (ECMA-376 part 1,
// §18.8.30). Those from 27 on depend on the language of the program: what one
// shows as a date may be a time in another, which the value tells.
func builtin(id int) style {
	switch {
	case id >= 14 && id <= 17:
		return style{date: true}
	case id >= 18 && id <= 21, id == 32, id == 33, id == 45, id == 47:
		return style{clock: true}
	case id == 46:
		return style{elapsed: true}
	case id == 22, id == 34, id == 35, id == 55, id == 56:
		return style{date: true, clock: true}
	case id >= 27 && id <= 36, id >= 50 && id <= 58:
		return style{date: true}
	}
	return style{}
}

// readStyles returns what each style of cells says of numbers.
func readStyles(part string, parts Parts) (styles []style, err error) {
	custom := map[int]style{}
	inCells := false
	err = each(part, parts, func(s *scanner) error {
		switch string(s.name) {
		case "numFmt":
			if id, err := strconv.Atoi(string(s.attribute("numFmtId"))); err == nil {
				custom[id] = classify(string(s.attribute("formatCode")))
			}
		case "cellXfs":
			inCells = true
		case "cellStyles", "cellStyleXfs", "dxfs":
			inCells = false
		case "xf":
			if !inCells {
				break
			}
			id, _ := strconv.Atoi(string(s.attribute("numFmtId"))) // without one it is General
			st, ok := custom[id]
			if !ok {
				st = builtin(id)
			}
			styles = append(styles, st)
		}
		return nil
	})
	return styles, err
}

// classify reads the code of a number format (ECMA-376 part 1, §18.8.31), of which
// the section for positive numbers comes first.
func classify(code string) style {
	letters, elapsed := formatLetters(code)
	if elapsed {
		return style{elapsed: true}
	}
	var st style
	for i, c := range letters {
		switch c {
		case 'y', 'd', 'b', 'g', 'e':
			st.date = true
		case 'h', 's', 'a':
			st.clock = true
		case 'm': // of an hour beside hours or seconds, else of a year
			before, after := i > 0 && letters[i-1] == 'h', i+1 < len(letters) && letters[i+1] == 's'
			if before || after {
				st.clock = true
			} else {
				st.date = true
			}
		}
	}
	return st
}

// formatLetters returns the letters of a format that stand for parts of a moment,
// each once for a run of it, 'a' for AM/PM. elapsed says that it shows a length.
func formatLetters(code string) (letters []byte, elapsed bool) {
	code = strings.ReplaceAll(strings.ToLower(code), "general", "")
	for i := 0; i < len(code); i++ {
		c := code[i]
		switch c {
		case ';':
			return letters, false
		case '"':
			if end := strings.IndexByte(code[i+1:], '"'); end >= 0 {
				i += end + 1
			}
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return letters, false
			}
			if strings.Trim(code[i+1:i+end], "h") == "" || strings.Trim(code[i+1:i+end], "m") == "" || strings.Trim(code[i+1:i+end], "s") == "" {
				return letters, true
			}
			i += end
		case 'a':
			for _, half := range []string{"am/pm", "a/p"} {
				if strings.HasPrefix(code[i:], half) {
					i += len(half) - 1
					letters = append(letters, 'a')
					break
				}
			}
		case 'e':
			if i+1 < len(code) && (code[i+1] == '+' || code[i+1] == '-') {
				i++ // an exponent
				break
			}
			fallthrough
		case 'y', 'm', 'd', 'h', 's', 'b', 'g':
			if len(letters) == 0 || letters[len(letters)-1] != c {
				letters = append(letters, c)
			}
		}
	}
	return letters, false
}
