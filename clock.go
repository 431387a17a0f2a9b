package writ

import "time"

// Clock tells the time. Everything that needs it is given one, so that tests
// can hold it still.
type Clock func() time.Time

// SystemClock tells the machine's time in UTC, cut to microseconds because that
// is what the metadata store keeps.
func SystemClock() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
