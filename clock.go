package writ

import "time"

// Clock tells the time. Everything that needs it is given one, so that tests
// can hold it still.
type Clock func() time.Time

// SystemClock tells the machine's time in UTC, cut to microseconds because that
// is what the metadata store keeps.
func SystemClock() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// began is when this process began, with a reading of the monotonic clock.
var began = time.Now()

// Uptime tells how long this process has been running, by the monotonic clock, which
// nobody can set.
func Uptime() time.Duration { return time.Since(began) }
