package xlsx

import (
	"strconv"
	"time"
)

// Serial returns the number that stands for a date, a time of day or a timestamp
// without zone in canonical text, and how to show it; ok is false if no cell gives
// the same back: before March 1900, where programs disagree, and finer than a
// millisecond.
func Serial(v string) (digits string, look Look, ok bool) {
	var t time.Time
	var err error
	midnight := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	st := style{}
	switch {
	case len(v) == len(time.DateOnly):
		t, err = time.Parse(time.DateOnly, v)
		look, st.date = Date, true
	case len(v) > len(time.DateOnly) && v[len(time.DateOnly)] == ' ':
		t, err = time.Parse("2006-01-02 15:04:05.999999", v)
		look, st.date, st.clock = Stamp, true, true
	default:
		t, err = time.Parse("2006-01-02 15:04:05.999999", "1899-12-30 "+v)
		look, st.clock = Clock, true
	}
	if err != nil || look != Clock && t.Year() < 1900 || look != Clock && t.Before(midnight.AddDate(0, 0, fakeDay+1)) {
		return "", Plain, false
	}
	if t.Nanosecond() != 0 && look != Date {
		look++ // the same with a fraction
	}
	seconds := t.Unix() - midnight.Unix()
	f := float64(seconds/86400) + (float64(seconds%86400)*1000+float64(t.Nanosecond())/1e6)/dayMillis
	if back, ok := appendMoment(nil, f, st, false); !ok || string(back) != v {
		return "", Plain, false
	}
	return strconv.FormatFloat(f, 'g', -1, 64), look, true
}
