package ingest

import (
	"bytes"
	"strings"
)

// The ways a time of day can be written. Seconds and their fraction may be left
// out, and a zero before the hour.
const (
	clock24 = "HH:mm:ss"
	clock12 = "h:mm:ss a"
)

// newTime compiles a format of dates and times; false if there is none like it.
func newTime(want form, format string) (converter, bool) {
	if format == "" {
		return plainTime(want), true
	}
	days, half, ok := splitFormat(want, format)
	if !ok {
		return nil, false
	}
	if want == clock {
		return func(v []byte, _ *scratch, buf []byte) ([]byte, bool) {
			buf, rest, ok := appendClock(buf, v, half)
			return buf, ok && len(rest) == 0
		}, true
	}
	pattern, ok := parseDatePattern(days)
	if want == date {
		return func(v []byte, _ *scratch, buf []byte) ([]byte, bool) {
			buf, rest, ok := pattern.append(buf, v)
			return buf, ok && len(rest) == 0
		}, ok
	}
	return func(v []byte, _ *scratch, buf []byte) ([]byte, bool) {
		buf, rest, ok := pattern.append(buf, v)
		gap := blank(rest)
		if !ok || gap == 0 {
			return buf, false
		}
		buf, rest, ok = appendClock(append(buf, ' '), rest[gap:], half)
		if want == instant {
			return append(buf, rest[blank(rest):]...), ok // recognise checks the zone
		}
		return buf, ok && len(rest) == 0
	}, ok
}

// splitFormat splits a format into that of the day and whether the clock is one
// of twelve hours.
func splitFormat(want form, format string) (days string, half, ok bool) {
	if want == date {
		return format, false, true
	}
	if want == clock {
		return "", format == clock12, format == clock12 || format == clock24
	}
	if days, ok = strings.CutSuffix(format, " "+clock24); ok {
		return days, false, true
	}
	days, ok = strings.CutSuffix(format, " "+clock12)
	return days, true, ok
}

// plainTime reads what recognise does and, for people, times without seconds and
// timestamps without time of day.
func plainTime(want form) converter {
	return func(v []byte, _ *scratch, buf []byte) ([]byte, bool) {
		from := len(buf)
		buf = append(buf, v...)
		minutes := len("13:05")
		if want != clock {
			minutes = len("2026-01-31 13:05")
		}
		switch {
		case want == timestamp && len(v) == len("2026-01-31"):
			buf = append(buf, " 00:00:00"...)
		case want == date || len(v) < minutes || v[minutes-3] != ':':
		case len(v) == minutes, want == instant && zoneSign(v[minutes]): // 05:30.5 may be minutes and seconds
			buf = append(append(buf[:from+minutes], ":00"...), v[minutes:]...)
		}
		return buf, true
	}
}

// appendClock appends the time of day that v begins with as HH:mm:ss with the
// fraction it has, and returns what follows.
func appendClock(buf, v []byte, half bool) (out, rest []byte, ok bool) {
	n, hour := leadingNumber(v, 2)
	if n == 0 || n == len(v) || v[n] != ':' {
		return buf, nil, false
	}
	v = v[n+1:]
	n, minute := leadingNumber(v, 2)
	v = v[n:]
	second, fraction := 0, v[:0]
	if n != 2 || minute > 59 {
		return buf, nil, false
	}
	if len(v) > 0 && v[0] == ':' {
		if n, second = leadingNumber(v[1:], 2); n != 2 || second > 59 {
			return buf, nil, false
		}
		v = v[1+n:]
		if len(v) > 0 && v[0] == '.' {
			n, _ = leadingNumber(v[1:], maxFraction)
			fraction, v = v[:1+n], v[1+n:]
		}
	}
	if half {
		if hour, v, ok = halfDay(hour, v); !ok {
			return buf, nil, false
		}
	}
	if hour > 23 || len(fraction) == 1 {
		return buf, nil, false
	}
	buf = append(pair(append(pair(append(pair(buf, hour), ':'), minute), ':'), second), fraction...)
	return buf, v, true
}

// maxFraction is how many digits of a second are read.
const maxFraction = 6

// halfDay reads am or pm, in any case and with or without points and the blank
// before, and returns the hour of the day.
func halfDay(hour int, v []byte) (of24 int, rest []byte, ok bool) {
	v = v[blank(v):]
	if hour < 1 || hour > 12 || len(v) < 2 {
		return 0, nil, false
	}
	n := 2
	if v[1] == '.' {
		n = len("a.m.")
	}
	switch string(bytes.ToLower(v[:min(n, len(v))])) {
	case "am", "a.m.":
		return hour % 12, v[n:], true
	case "pm", "p.m.":
		return hour%12 + 12, v[n:], true
	}
	return 0, nil, false
}

// leadingNumber returns how many digits v begins with, at most so many, and the
// number they are.
func leadingNumber(v []byte, most int) (n, number int) {
	for n < len(v) && n < most && v[n]-'0' <= 9 {
		number = 10*number + int(v[n]-'0')
		n++
	}
	return n, number
}

// pair appends a number below 100 in two digits.
func pair(buf []byte, n int) []byte {
	return append(buf, byte('0'+n/10), byte('0'+n%10))
}

// timeExample writes the last afternoon of 2026 in a format.
func timeExample(want form, format string) string {
	days, half, ok := splitFormat(want, format)
	if !ok {
		return format
	}
	example := ""
	if want != clock {
		pattern, _ := parseDatePattern(days)
		example = pattern.example()
	}
	if want == date {
		return example
	}
	if half {
		example += " 1:05:00 PM"
	} else {
		example += " 13:05:00"
	}
	if want == instant {
		example += "+01:00"
	}
	return strings.TrimSpace(example)
}

// zoneSign tells whether c begins a zone.
func zoneSign(c byte) bool { return c == 'Z' || c == '+' || c == '-' }
