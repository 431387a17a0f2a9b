package main

import (
	"context"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// loadLimit is what a server may take to be ready that reads the whole organization
// into memory first.
const loadLimit = 10.0

// permissionStart measures how long a server takes to be ready that knows a million
// documents, and what memory it then uses.
func permissionStart(place func(*ground, context.Context) (site, error)) func(context.Context, *ground) (raw, ours []float64, remark string, err error) {
	return func(ctx context.Context, g *ground) (raw, ours []float64, remark string, err error) {
		s, err := place(g, ctx)
		if err != nil {
			return nil, nil, "", err
		}
		return starting(ctx, g.dir, s.installation, loadLimit, "")
	}
}

// permissionChange measures how long a member waits who changes a grant on a
// workspace of a hundred thousand documents, until it counts. What of it is a
// commit, with all that the disk has to do, is said beside.
func permissionChange(place func(*ground, context.Context) (site, error)) func(context.Context, *ground) (raw, ours []float64, remark string, err error) {
	return func(ctx context.Context, g *ground) (raw, ours []float64, remark string, err error) {
		s, err := place(g, ctx)
		if err != nil {
			return nil, nil, "", err
		}
		var commits []float64
		err = s.work(ctx, g.dir, func(a *app.App, st store.Store) error {
			for round := range rounds + 1 {
				change, commit, err := changeGrant(ctx, a, st)
				if err != nil {
					return err
				}
				if round > 0 {
					raw, ours, commits = append(raw, changeLimit), append(ours, change), append(commits, commit)
				}
			}
			return nil
		})
		return raw, ours, "raw is the limit; a commit that only sets one value takes " + spread(commits), err
	}
}

// changeGrant changes the grant of a team several times, up and down in turn, and
// looks each time whether it counts. It returns the median of a change, and that of
// commits that change nothing of permissions.
func changeGrant(ctx context.Context, a *app.App, st store.Store) (change, commit float64, err error) {
	const times = 20
	admin, reader := app.Actor{Member: orgMember(theAdmin)}, app.Actor{Member: orgMember(allSeeing)} // all its teams are the first one
	question := access.Question{Do: access.Explore, File: documentID(1)}
	var changes, commits []float64
	for i := range times {
		level := []writ.Level{writ.LevelExplore, writ.LevelView}[i%2]
		s, err := timed(func() error {
			_, err := a.ChangeFileGrant(ctx, admin, orgGrant(0).ID, level)
			return err
		})
		if err != nil {
			return 0, 0, err
		}
		d, err := a.MayI(ctx, reader, question)
		if err != nil {
			return 0, 0, err
		}
		if d.Allow != (level == writ.LevelExplore) {
			return 0, 0, fmt.Errorf("after a change to %s exploring is allowed: %t", level, d.Allow)
		}
		changes = append(changes, s)
		s, err = timed(func() error {
			return st.Write(ctx, func(tx store.Tx) error { return tx.Settings.Set(ctx, "bench", []byte(level)) })
		})
		if err != nil {
			return 0, 0, err
		}
		commits = append(commits, s)
	}
	return median(changes), median(commits), nil
}
