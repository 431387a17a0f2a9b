package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/warehouse/driver"
)

// wayClasses are failures whose words name hosts, users and databases, which are
// for those who manage connections.
var wayClasses = []driver.Class{
	driver.ClassDNS, driver.ClassRefused, driver.ClassTCP, driver.ClassTLS, driver.ClassSignIn,
	driver.ClassDatabase, driver.ClassPrivilege, driver.ClassTimeout, driver.ClassLost, driver.ClassBusy,
}

// discreet takes a warehouse's own words out of an error where they tell the actor
// what the actor may not know of: how the connection is reached, or one of the
// hidden places. The log has them.
func (a *App) discreet(ctx context.Context, actor Actor, hidden []writ.Path, err error) error {
	var told *writ.Error
	var cause *driver.Error
	if !errors.As(err, &told) || !errors.As(told, &cause) || access.Member(actor.Member, access.ManageConnections).Allow {
		return err
	}
	plain, quotes := strings.CutSuffix(told.Message, ": "+cause.Message)
	if !quotes || !slices.Contains(wayClasses, cause.Class) && !namesAny(hidden, cause.Message) {
		return err
	}
	a.log.WarnContext(ctx, "a warehouse refused", "op", told.Op, "member", actor.Member.ID, "request", actor.RequestID, "error", err)
	return writ.Wrap(told.Code, told.Op, err, "%s.", plain).
		WithHint("Try again; if it stays so, ask an Admin: the log of the server has the warehouse's own words.")
}

// namesAny tells whether a text has the name of one of the places in it.
func namesAny(places []writ.Path, text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(places, func(p writ.Path) bool { return strings.Contains(text, strings.ToLower(p.Name())) })
}

// pathsOf are the places of destinations.
func pathsOf(list []*writ.Destination) []writ.Path {
	paths := make([]writ.Path, len(list))
	for i, d := range list {
		paths[i] = d.Path
	}
	return paths
}
