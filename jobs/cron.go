package jobs

import (
	"strings"
	"time"
	_ "time/tzdata" // schedules need their zones on machines that have none, too

	"github.com/netresearch/go-cron"

	"github.com/writ-dev/writ"
)

// Next returns the first time after a time at which a schedule is due, in UTC.
// expr has five fields: minute, hour, day of month, month, day of week; where
// both days are restricted, both must match. zone is a name of the IANA time zone
// database, such as "Europe/Berlin". CodeInvalid names the field "cron" or
// "zone".
//
// When clocks are changed: an expression whose hour is * follows real time, so
// that every hour has its turn. Any other is due once for each time that its
// clock on the wall would show: at the first of two times of that name, and where
// the clock leaves it out, at the moment at which it does.
func Next(expr, zone string, after time.Time) (time.Time, error) {
	const op = "jobs.Next"
	loc, err := location(zone)
	if err != nil {
		return time.Time{}, err
	}
	schedule, err := parse(expr, loc)
	if err != nil {
		return time.Time{}, err
	}
	next := schedule.Next(after.In(loc))
	if strings.Fields(expr)[1] != "*" {
		if next, err = nextOnWall(expr, loc, after); err != nil {
			return time.Time{}, err
		}
	}
	if next.IsZero() {
		return time.Time{}, writ.Invalid(op, "cron", "The cron expression %q never comes due.", expr).
			WithHint("Check the day of the month and the month.")
	}
	return next.UTC(), nil
}

// location finds a zone; "" and "Local" would depend on the machine.
func location(zone string) (*time.Location, error) {
	if zone != "" && zone != "Local" {
		if loc, err := time.LoadLocation(zone); err == nil {
			return loc, nil
		}
	}
	return nil, writ.Invalid("jobs.Next", "zone", "%q is not a time zone.", zone).
		WithHint("Write a name such as UTC, Europe/Berlin or America/New_York.")
}

func parse(expr string, loc *time.Location) (*cron.SpecSchedule, error) {
	const op, hint = "jobs.Next", "Write five fields: minute, hour, day of month, month, day of week; 30 6 * * 1-5 is 6:30 from Monday to Friday."
	if n := len(strings.Fields(expr)); n != 5 || strings.ContainsRune(expr, '=') {
		return nil, writ.Invalid(op, "cron", "The cron expression %q does not have five fields.", expr).WithHint(hint)
	}
	s, err := cron.MustNewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(expr)
	if err != nil {
		return nil, writ.Invalid(op, "cron", "The cron expression %q cannot be read: %v.", expr, err).WithHint(hint)
	}
	spec, ok := s.(*cron.SpecSchedule)
	if !ok {
		return nil, writ.Invalid(op, "cron", "The cron expression %q cannot be read.", expr).WithHint(hint)
	}
	spec.Location = loc
	return spec, nil
}

// nextOnWall is Next by a clock on the wall: it reckons in a day that always has
// 24 hours, then finds when the clock in loc shows that time.
func nextOnWall(expr string, loc *time.Location, after time.Time) (time.Time, error) {
	schedule, err := parse(expr, time.UTC)
	if err != nil {
		return time.Time{}, err
	}
	for wall := onWall(after.In(loc)); ; {
		wall = schedule.Next(wall)
		if wall.IsZero() {
			return wall, nil
		}
		if at := moment(wall, loc); at.After(after) { // the hour before may be the same on the wall
			return at, nil
		}
	}
}

// onWall returns what the clock shows at t as if it were UTC.
func onWall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// moment returns when the clock in loc first shows wall or, if it never does,
// when it leaves that time out.
func moment(wall time.Time, loc *time.Location) time.Time {
	t := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, loc)
	start, end := t.ZoneBounds()
	switch shown := onWall(t); {
	case shown.After(wall):
		return start
	case shown.Before(wall):
		return end
	case start.IsZero():
		return t
	}
	_, before := start.Add(-time.Second).Zone()
	_, now := t.Zone()
	if earlier := t.Add(time.Duration(now-before) * time.Second); earlier.Before(start) && earlier.Before(t) {
		return earlier
	}
	return t
}
