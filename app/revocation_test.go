package app_test

import (
	"slices"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// TestRevocationReachesEveryNode has one node take access back while another is
// asked without a pause: the first one refuses at once, and the other every
// question that it is asked more than a second later.
func TestRevocationReachesEveryNode(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	a, b, ctx := c.a, c.b, t.Context()
	b.start()
	top := a.create(a.admin(), writ.KindWorkspace, "Plan", "")
	folder := a.create(a.admin(), writ.KindFolder, "Deep", top.ID)
	book := a.create(a.admin(), writ.KindWorkbook, "Revenue", folder.ID)
	var took []time.Duration
	for range 10 {
		grants := must[[]*app.GrantView](t)(a.Share(ctx, a.admin(), top.ID, app.Sharing{
			Grants: []app.GrantDraft{{To: a.to(writ.AccountBuild), Level: writ.LevelView}},
		}))
		b.eventually(func() error { _, err := b.File(ctx, b.build(), book.ID); return err })
		must[*app.GrantView](t)(a.RevokeFileGrant(ctx, a.admin(), grants[0].ID))
		revoked := writ.SystemClock()
		_, err := a.File(ctx, a.build(), book.ID)
		refused(t, err, writ.CodeNotFound)
		for seen := true; seen; {
			asked := writ.SystemClock()
			_, err := b.File(ctx, b.build(), book.ID)
			if seen = err == nil; seen && asked.Sub(revoked) > time.Second {
				t.Fatalf("%v after the revocation the other node still lets the member in", asked.Sub(revoked))
			}
			if !seen {
				refused(t, err, writ.CodeNotFound)
				took = append(took, asked.Sub(revoked))
			}
		}
	}
	slices.Sort(took)
	t.Logf("the other node knew after %v (median), %v (longest)", took[len(took)/2], took[len(took)-1])
}
