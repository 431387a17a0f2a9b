package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// What permissions may take, in seconds; the ratios are against it.
const (
	checkLimit  = 20e-6
	listLimit   = 10e-3
	changeLimit = 5e-3
)

// permissionCheck measures what a decision takes from memory, whoever asks about
// whatever: ours is what 99 of 100 stay below.
func permissionCheck(_ context.Context, g *ground) (raw, ours []float64, remark string, err error) {
	const checks = 100_000
	w := g.memory()
	allowed := 0
	var median99 []time.Duration
	for round := range rounds + 1 {
		took := make([]time.Duration, checks)
		for i := range took {
			q := question(round*checks + i)
			t := time.Now()
			d := w.Decide(q)
			took[i] = time.Since(t)
			if d.Allow {
				allowed++
			}
		}
		slices.Sort(took)
		if round == 0 {
			continue
		}
		raw, ours = append(raw, checkLimit), append(ours, took[checks*99/100].Seconds())
		median99 = append(median99, took[checks/2])
	}
	slices.Sort(median99)
	return raw, ours, fmt.Sprintf("raw is the limit, ours the 99th percentile of %d decisions; their median %s; %d%% allowed",
		checks, seconds(median99[rounds/2].Seconds()), allowed*100/(checks*(rounds+1))), nil
}

// question is the i-th of all sorts: half of them are about a document that the
// member was given, or is in a workspace that one of the member's teams may see.
func question(i int) access.Question {
	q := access.Question{Who: memberID(i * 7 % orgMembers), Do: access.ViewDocument, File: documentID(i * 7919 % orgDocuments)}
	switch i % 4 {
	case 0:
		q.Do = access.EditDocument
	case 1:
		g := orgGrant(i % orgGrants)
		q.File = g.File
		if g.Grantee.Member != "" {
			q.Who = g.Grantee.Member
		}
		if !strings.HasPrefix(string(g.File), string(documentID(0)[:8])) {
			q.Do = access.ViewFolder
		}
	case 2:
		q.Who = memberID(seesAll)
	}
	return q
}

// permissionList measures the first hundred of everything that a member may see,
// sorted by name: ours is what the slowest kind of member waits for.
func permissionList(_ context.Context, g *ground) (raw, ours []float64, remark string, err error) {
	w := g.memory()
	kinds := []struct {
		name   string
		member int
		took   []float64
	}{{name: "one who sees all", member: seesAll}, {name: "one who sees few", member: seesFew},
		{name: "one who sees what comes last", member: seesLate}, {name: "one of three teams", member: theirsEnd}}
	for round := range rounds + 1 {
		slowest := 0.0
		for k := range kinds {
			page := access.Page{}
			s, err := timed(func() (err error) {
				page, err = w.List(access.List{Who: memberID(kinds[k].member), Sort: access.ByName, Limit: 100})
				return err
			})
			if err == nil && len(page.IDs) != 100 {
				err = fmt.Errorf("%s got %d files", kinds[k].name, len(page.IDs))
			}
			if err != nil {
				return nil, nil, "", err
			}
			slowest = max(slowest, s)
			kinds[k].took = append(kinds[k].took, s)
		}
		if round > 0 {
			raw, ours = append(raw, listLimit), append(ours, slowest)
		}
	}
	parts := []string{"raw is the limit"}
	for _, k := range kinds {
		parts = append(parts, k.name+" "+seconds(median(k.took[1:])))
	}
	return raw, ours, strings.Join(parts, ", "), nil
}

// permissionPut measures what the memory of a server takes to change a grant on a
// workspace of a hundred thousand documents, the store aside.
func permissionPut(_ context.Context, g *ground) (raw, ours []float64, remark string, err error) {
	w := g.memory()
	grant := newGrant(orgGrants, folderID(0), writ.Grantee{Member: memberID(newcomer)})
	sees := func() bool { return w.Level(memberID(newcomer), documentID(7)) != writ.LevelNone }
	for round := range rounds + 1 {
		s, err := timed(func() error {
			w.PutGrant(grant)
			if !sees() {
				return fmt.Errorf("a grant counts for nothing")
			}
			w.RemoveGrant(grant.ID)
			if sees() {
				return fmt.Errorf("a grant that was revoked counts")
			}
			return nil
		})
		if err != nil {
			return nil, nil, "", err
		}
		if round > 0 {
			raw, ours = append(raw, changeLimit), append(ours, s)
		}
	}
	return raw, ours, "raw is the limit; giving and revoking, and a check after each", nil
}
