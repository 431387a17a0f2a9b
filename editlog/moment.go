package editlog

import (
	"fmt"
	"strings"
	"time"
)

const (
	dateForm   = "2006-01-02"
	minuteForm = "2006-01-02 15:04"
	secondForm = "2006-01-02 15:04:05"
	momentForm = "2006-01-02 15:04:05.999999" // renders a fraction only if it is not zero
)

// parseDate reads a date of the years 1 to 9999.
func parseDate(s string) (string, error) {
	at, err := time.Parse(dateForm, s)
	switch {
	case err == nil && at.Year() > 0:
		return s, nil
	case !dated(s):
		return "", fmt.Errorf("%s is not a date such as 2026-01-31", shown(s))
	case len(s) > len(dateForm):
		return "", fmt.Errorf("%s is a date with something behind it", shown(s))
	}
	return "", fmt.Errorf("there is no day %s", shown(s))
}

// dated tells whether s begins with digits and hyphens as a date does.
func dated(s string) bool {
	if len(s) < len(dateForm) {
		return false
	}
	for i := range len(dateForm) {
		hyphen := i == 4 || i == 7
		if hyphen != (s[i] == '-') || !hyphen && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

// parseTimestamp reads a date and time without a zone and returns its canonical
// text.
func parseTimestamp(s string) (string, error) {
	given := s
	if len(s) > len(dateForm) && s[len(dateForm)] == 'T' {
		s = s[:len(dateForm)] + " " + s[len(dateForm)+1:]
	}
	form := secondForm
	if len(s) == len(minuteForm) {
		form = minuteForm
	}
	at, err := time.Parse(form, s) // which takes a fraction of seconds in any case
	exact := err == nil && at.Year() > 0 && len(s) >= len(form) && at.Format(form) == s[:len(form)] && !strings.Contains(s, ",")
	switch {
	case exact && len(s) > len(momentForm):
		return "", fmt.Errorf("%s is more exact than a microsecond", shown(given))
	case exact:
		return at.Format(momentForm), nil
	case dated(s) && len(s) == len(dateForm):
		return "", fmt.Errorf("%s is a date without a time; write %s 00:00", shown(given), s)
	case dated(s) && strings.ContainsAny(s[len(dateForm):], "Zz+-"):
		return "", fmt.Errorf("%s has a time zone, which this column does not keep", shown(given))
	}
	return "", fmt.Errorf("%s is not a date and time such as 2026-01-31 13:05:00", shown(given))
}
