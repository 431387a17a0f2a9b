package postgres

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strconv"
	"time"
)

// The binary forms are those of the types' receive functions in the server, which
// the documentation does not describe; they have not changed since version 8.4,
// where timestamps became integers, and pgx relies on them too.

func encodeText(out, v []byte) ([]byte, bool) { return append(out, v...), true }

func encodeInteger(out, v []byte) ([]byte, bool) {
	n, ok := integer(v)
	return binary.BigEndian.AppendUint64(out, uint64(n)), ok
}

// integer reads -?[0-9]+ within 64 bits.
func integer(v []byte) (n int64, ok bool) {
	digits := bytes.TrimPrefix(v, []byte{'-'})
	if len(digits) > 18 { // near the limits
		n, err := strconv.ParseInt(string(v), 10, 64)
		return n, err == nil && v[0] != '+'
	}
	n, ok = number(digits)
	if len(digits) < len(v) {
		n = -n
	}
	return n, ok
}

// number reads up to 18 digits, at least one.
func number(v []byte) (n int64, ok bool) {
	for _, c := range v {
		if c-'0' > 9 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, len(v) > 0
}

func encodeFloat(out, v []byte) ([]byte, bool) {
	f, err := strconv.ParseFloat(string(v), 64)
	return binary.BigEndian.AppendUint64(out, math.Float64bits(f)), err == nil && !bytes.ContainsAny(v, "xX_") // which Go reads, too
}

func encodeBoolean(out, v []byte) ([]byte, bool) {
	switch string(v) {
	case "true":
		return append(out, 1), true
	case "false":
		return append(out, 0), true
	}
	return out, false
}

func encodeBytes(out, v []byte) ([]byte, bool) {
	out, err := hex.AppendDecode(out, v)
	return out, err == nil
}

// encodeDecimal writes a numeric: how many digits of base 10000 it has, the power
// of the first of them, the sign, the decimal digits after the point, the digits.
func encodeDecimal(out, v []byte) ([]byte, bool) {
	const negative = 0x4000
	sign := uint16(0)
	if len(v) > 0 && v[0] == '-' {
		sign, v = negative, v[1:]
	}
	whole, fraction, point := bytes.Cut(v, []byte{'.'})
	if len(whole) == 0 || point && len(fraction) == 0 {
		return out, false
	}
	groups := (len(whole) + 3) / 4
	out = binary.BigEndian.AppendUint16(out, uint16(groups+(len(fraction)+3)/4))
	out = binary.BigEndian.AppendUint16(out, uint16(groups-1))
	out = binary.BigEndian.AppendUint16(out, sign)
	out = binary.BigEndian.AppendUint16(out, uint16(len(fraction)))
	for len(whole) > 0 {
		n := (len(whole)-1)%4 + 1
		group, ok := number(whole[:n])
		if !ok {
			return out, false
		}
		out, whole = binary.BigEndian.AppendUint16(out, uint16(group)), whole[n:]
	}
	for len(fraction) > 0 {
		n := min(len(fraction), 4)
		group, ok := number(fraction[:n])
		if !ok {
			return out, false
		}
		for i := n; i < 4; i++ {
			group *= 10
		}
		out, fraction = binary.BigEndian.AppendUint16(out, uint16(group)), fraction[n:]
	}
	return out, true
}

const (
	dayLength  = int64(24 * time.Hour / time.Microsecond)
	epochDays  = 730425 // from 0000-03-01 to 2000-01-01, where the server's time begins
	secondSize = int64(time.Second / time.Microsecond)
)

func encodeDate(out, v []byte) ([]byte, bool) {
	days, ok := date(v)
	return binary.BigEndian.AppendUint32(out, uint32(days)), ok && len(v) == len(time.DateOnly)
}

func encodeTime(out, v []byte) ([]byte, bool) {
	micros, ok := clock(v)
	return binary.BigEndian.AppendUint64(out, uint64(micros)), ok
}

func encodeTimestamp(out, v []byte) ([]byte, bool) {
	micros, ok := timestamp(v)
	return binary.BigEndian.AppendUint64(out, uint64(micros)), ok
}

// encodeInstant reads a timestamp with a zone: Z, ±hh, ±hhmm or ±hh:mm.
func encodeInstant(out, v []byte) ([]byte, bool) {
	at := bytes.LastIndexAny(v, "Z+-")
	if at < len(time.DateTime) {
		return out, false
	}
	micros, ok := timestamp(v[:at])
	offset, ok2 := zone(v[at:])
	return binary.BigEndian.AppendUint64(out, uint64(micros-offset*secondSize)), ok && ok2
}

// zone returns the seconds that a zone lies east of UTC.
func zone(v []byte) (seconds int64, ok bool) {
	if v[0] == 'Z' {
		return 0, len(v) == 1
	}
	digits := v[1:]
	if len(digits) == 5 && digits[2] == ':' {
		digits = []byte{digits[0], digits[1], digits[3], digits[4]}
	}
	if len(digits) == 2 {
		digits = append(digits[:2:2], "00"...)
	}
	n, ok := number(digits)
	if len(digits) != 4 || !ok || n > 1559 || n%100 > 59 {
		return 0, false
	}
	seconds = n/100*3600 + n%100*60
	if v[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// timestamp returns the microseconds from 2000 to YYYY-MM-DD HH:MM:SS[.ffffff],
// where a T may stand for the blank.
func timestamp(v []byte) (micros int64, ok bool) {
	if len(v) < len(time.DateTime) || v[10] != ' ' && v[10] != 'T' {
		return 0, false
	}
	days, ok := date(v)
	rest, ok2 := clock(v[11:])
	return int64(days)*dayLength + rest, ok && ok2
}

// date returns the days from 2000 to a leading YYYY-MM-DD, by counting from March,
// so that the leap day is the last of its year.
func date(v []byte) (days int32, ok bool) {
	if len(v) < len(time.DateOnly) || v[4] != '-' || v[7] != '-' {
		return 0, false
	}
	y, ok1 := number(v[:4])
	m, ok2 := number(v[5:7])
	d, ok3 := number(v[8:10])
	if !ok1 || !ok2 || !ok3 || y < 1 || m < 1 || m > 12 || !exists(y, m, d) {
		return 0, false
	}
	if m <= 2 {
		y, m = y-1, m+12
	}
	return int32(y*365 + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 1 - epochDays), true
}

// exists tells whether a month has a day.
func exists(year, month, day int64) bool {
	if day <= 28 {
		return day >= 1
	}
	return day <= int64(time.Date(int(year), time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day())
}

// clock returns the microseconds from midnight to HH:MM:SS[.ffffff].
func clock(v []byte) (micros int64, ok bool) {
	if len(v) < len(time.TimeOnly) || v[2] != ':' || v[5] != ':' {
		return 0, false
	}
	h, ok1 := number(v[:2])
	m, ok2 := number(v[3:5])
	s, ok3 := number(v[6:8])
	micros = (h*3600 + m*60 + s) * secondSize
	if !ok1 || !ok2 || !ok3 || h > 23 || m > 59 || s > 59 {
		return 0, false
	}
	if len(v) == len(time.TimeOnly) {
		return micros, true
	}
	f, ok := number(v[9:min(len(v), 16)])
	if v[8] != '.' || !ok || len(v) > 15 {
		return 0, false
	}
	for i := len(v); i < 15; i++ {
		f *= 10
	}
	return micros + f, true
}
