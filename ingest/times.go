package ingest

import "time"

// recogniseTime reads dates, times of day and both together.
func recogniseTime(v []byte, s *scratch) fact {
	if v[2] == ':' {
		if fraction, ok := clockOf(v); ok && fraction <= 6 {
			return fact{form: clock, canonical: trimFraction(v, fraction), fraction: int8(fraction)}
		}
		return fact{form: text}
	}
	year, ok := dateOf(v)
	switch {
	case !ok:
		return fact{form: text}
	case len(v) == 10:
		return fact{form: date, canonical: v, year: int32(year)}
	case len(v) < 19 || v[10] != ' ' && v[10] != 'T':
		return fact{form: text}
	}
	end := zoneAt(v)
	fraction, ok := clockOf(v[11:end])
	if !ok || fraction > 6 {
		return fact{form: text}
	}
	local := trimFraction(v[:end], fraction)
	if v[10] == 'T' {
		local = append(s[:0], local...)
		local[10] = ' '
	}
	f := fact{form: timestamp, canonical: local, year: int32(year), fraction: int8(fraction)}
	if end == len(v) {
		return f
	}
	return toInstant(f, v[end:], s)
}

// dateOf checks a leading YYYY-MM-DD.
func dateOf(v []byte) (year int, ok bool) {
	if len(v) < 10 || v[4] != '-' || v[7] != '-' {
		return 0, false
	}
	century, ok1 := twoDigits(v)
	rest, ok2 := twoDigits(v[2:])
	month, ok3 := twoDigits(v[5:])
	day, ok4 := twoDigits(v[8:])
	year = century*100 + rest
	ok = ok1 && ok2 && ok3 && ok4 && year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
	return year, ok
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// clockOf checks HH:MM:SS with an optional fraction and returns its digits.
func clockOf(v []byte) (fraction int, ok bool) {
	if len(v) < 8 || v[2] != ':' || v[5] != ':' {
		return 0, false
	}
	hour, ok1 := twoDigits(v)
	minute, ok2 := twoDigits(v[3:])
	second, ok3 := twoDigits(v[6:])
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	if len(v) == 8 {
		return 0, true
	}
	if v[8] != '.' || len(v) == 9 {
		return 0, false
	}
	for _, c := range v[9:] {
		if c-'0' > 9 {
			return 0, false
		}
	}
	return len(v) - 9, true
}

func twoDigits(v []byte) (int, bool) {
	a, b := v[0]-'0', v[1]-'0'
	return int(a)*10 + int(b), a <= 9 && b <= 9
}

// trimFraction cuts trailing zeros from a fraction of that many digits at the
// end of v, and the point if nothing is left.
func trimFraction(v []byte, digits int) []byte {
	if digits == 0 {
		return v
	}
	for v[len(v)-1] == '0' {
		v = v[:len(v)-1]
	}
	if v[len(v)-1] == '.' {
		v = v[:len(v)-1]
	}
	return v
}

// zoneAt returns where the zone of a timestamp begins, len(v) if it has none.
func zoneAt(v []byte) int {
	for i := 19; i < len(v); i++ {
		if c := v[i]; c == 'Z' || c == '+' || c == '-' {
			return i
		}
	}
	return len(v)
}

// offsetOf reads Z, +hh, +hhmm or +hh:mm as seconds east of UTC.
func offsetOf(zone []byte) (seconds int, ok bool) {
	if zone[0] == 'Z' {
		return 0, len(zone) == 1
	}
	rest := zone[1:]
	if len(rest) == 5 && rest[2] == ':' {
		rest = []byte{rest[0], rest[1], rest[3], rest[4]}
	}
	if len(rest) != 2 && len(rest) != 4 {
		return 0, false
	}
	hour, ok := twoDigits(rest)
	minute := 0
	if len(rest) == 4 {
		m, mok := twoDigits(rest[2:])
		minute, ok = m, ok && mok
	}
	if !ok || hour > 15 || minute > 59 {
		return 0, false
	}
	seconds = hour*3600 + minute*60
	if zone[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// toInstant turns a recognised local timestamp with a zone into the instant.
func toInstant(f fact, zone []byte, s *scratch) fact {
	offset, ok := offsetOf(zone)
	if !ok {
		return fact{form: text}
	}
	f.form = instant
	if offset == 0 {
		f.canonical = append(append(s[:0], f.canonical...), 'Z')
		return f
	}
	t, err := time.Parse("2006-01-02 15:04:05.999999", string(f.canonical))
	if err != nil {
		return fact{form: text}
	}
	t = t.Add(-time.Duration(offset) * time.Second)
	if f.year = int32(t.Year()); f.year < 1 || f.year > 9999 {
		return fact{form: text}
	}
	f.canonical = t.AppendFormat(s[:0], "2006-01-02 15:04:05.999999Z")
	return f
}
