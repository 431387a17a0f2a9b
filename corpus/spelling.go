package main

import (
	"strconv"
	"strings"
	"time"
)

// respelled returns the choice of text for every column whose values may be
// spelled in another way than the file does: floats and points in time.
func (o *outcome) respelled() (choices []choice) {
	if o.refused() || o.certificate.RowsRejected > 0 {
		return nil
	}
	for i, c := range o.columns {
		switch c.Type.Kind {
		case "float", "date", "time", "timestamp", "timestamptz":
			choices = append(choices, choice{Index: i, Include: true, Kind: "text", typed: c.Type.Kind})
		}
	}
	return choices
}

// sameWorth tells whether a typed value is worth the text in its file.
func sameWorth(kind, typed, text string) bool {
	if typed == text {
		return true
	}
	if kind == "float" {
		return sameFloat(typed, text)
	}
	return sameInstant(typed, text)
}

func sameFloat(a, b string) bool {
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err1 == nil && err2 == nil && x == y
}

func sameInstant(x, y string) bool {
	a, ok1 := instant(x)
	b, ok2 := instant(y)
	return ok1 && ok2 && a.Equal(b)
}

// sameValue compares values of which one was written by another program: as text,
// as numbers of double precision, or as points in time. NULL may be written as
// such.
func sameValue(a, b string) bool {
	return a == b || a == "" && b == "NULL" || a == "NULL" && b == "" || sameFloat(a, b) || sameInstant(a, b)
}

// layouts are the spellings of points in time that are found without a choice.
var layouts = []string{
	"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999Z0700", "2006-01-02 15:04:05.999999999Z07", "2006-01-02 15:04:05.999999999",
	"2006-01-02 15:04Z07:00", "2006-01-02 15:04", "2006-01-02", "15:04:05.999999999", "15:04",
}

func instant(s string) (time.Time, bool) {
	s = strings.TrimSpace(strings.Replace(s, "T", " ", 1))
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
