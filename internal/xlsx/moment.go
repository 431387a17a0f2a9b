package xlsx

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	dayMillis = 24 * 60 * 60 * 1000
	// fakeDay is the serial number of 1900-02-29, a day that workbooks count
	// although it never was.
	fakeDay = 60
	// endOfDays is the serial number of 10000-01-01 in the 1900 system.
	endOfDays = 2958466
	// days1904 lies between the two systems: 1904-01-01 is 0 in one and 1462 in the
	// other (ECMA-376 part 1, §18.17.4.1).
	days1904 = 1462
)

// appendNumber appends the shortest digits that give back the double.
func appendNumber(out []byte, f float64) []byte {
	if f == 0 {
		return append(out, '0')
	}
	if a := math.Abs(f); a < 1e-7 || a >= 1e21 {
		return strconv.AppendFloat(out, f, 'e', -1, 64)
	}
	return strconv.AppendFloat(out, f, 'f', -1, 64)
}

// appendMoment appends the date, time of day, timestamp or length of time that a
// number stands for in a style that shows one, to the millisecond, as spreadsheets
// reckon. ok is false if it stands for none: it is before the first day or after
// the last, or less than a day and shown as a date.
//
//   - a length of time ([h]:mm) has as many hours as it takes: 36:00:00
//   - less than a day is a time of day if the style shows one
//   - a whole number is a date, unless the style shows a time of day too
//   - everything else is a timestamp, whatever part of it the style shows
func appendMoment(out []byte, f float64, st style, from1904 bool) (_ []byte, ok bool) {
	if f < 0 || f >= endOfDays {
		return out, false
	}
	days := math.Floor(f)
	millis := int64(math.Round((f - days) * dayMillis))
	switch {
	case st.elapsed:
		return appendClock(out, int64(days)*dayMillis+millis), true
	case days == 0 && st.clock && (!from1904 || !st.date):
		return appendClock(out, min(millis, dayMillis-1)), true
	case days == 0 && !from1904:
		return out, false
	}
	if millis == dayMillis {
		days, millis = days+1, 0
	}
	if from1904 {
		days += days1904
	}
	if days >= endOfDays {
		return out, false
	}
	out = appendDay(out, int(days))
	if millis > 0 || st.clock {
		out = appendClock(append(out, ' '), millis)
	}
	return out, true
}

// appendDay appends the date of a day in the 1900 system.
func appendDay(out []byte, day int) []byte {
	switch {
	case day == fakeDay:
		return append(out, "1900-02-29"...)
	case day < fakeDay:
		day++ // the system has one day too many after these
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, day).AppendFormat(out, time.DateOnly)
}

// appendClock appends hours, minutes, seconds and the fraction that is not zero.
func appendClock(out []byte, millis int64) []byte {
	seconds, fraction := millis/1000, millis%1000
	out = fmt.Appendf(out, "%02d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	if fraction > 0 {
		out = append(out, strings.TrimRight(fmt.Sprintf(".%03d", fraction), "0")...)
	}
	return out
}
