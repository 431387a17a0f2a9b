package app_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// asked has somebody ask for access and waits until those who decide were told.
func (w *world) asked(by app.Actor, f writ.FileID, message string) *writ.AccessRequest {
	w.t.Helper()
	r := must[*writ.AccessRequest](w.t)(w.RequestAccess(w.t.Context(), by, f, message))
	w.ended("ask", string(r.ID))
	return r
}

// ended waits until the job of a kind and key has ended.
func (w *world) ended(kind, key string) {
	w.t.Helper()
	wait := time.After(time.Minute)
	for {
		var j *writ.Job
		w.ok(w.store.Read(w.t.Context(), func(tx store.Tx) (err error) {
			j, err = tx.Jobs.ByKey(w.t.Context(), kind, key)
			return err
		}))
		if j.State.Ended() {
			return
		}
		select {
		case <-wait:
			w.t.Fatalf("the job %s of %s is %s: %+v", kind, key, j.State, j.Problem)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func TestRequestIsAskedDecidedAndAnswered(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob, ctx := w.join(writ.AccountBuild, "ann"), w.join(writ.AccountView, "bob"), t.Context()
	book := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	w.share(w.build(), book, to(ann), writ.LevelEdit)
	r := w.asked(bob, book, " please ")
	if again := must[*writ.AccessRequest](t)(w.RequestAccess(ctx, bob, book, "again")); again.ID != r.ID || again.Message != "please" {
		t.Errorf("asked again: %+v", again)
	}
	if mine, may, err := w.MyRequest(ctx, bob, book); err != nil || may || mine.State != writ.RequestOpen {
		t.Errorf("Bob sees %+v, %v, %v", mine, may, err)
	}
	for _, decider := range []app.Actor{w.build(), ann} {
		list := must[[]*app.RequestView](t)(w.WaitingRequests(ctx, decider, "", 10))
		if len(list) != 1 || list[0].Member.ID != bob.Member.ID || list[0].On.Name != "Plan" || list[0].Message != "please" {
			t.Errorf("%s may decide on %+v", decider.Member.Email, list)
		}
		if got := w.told(decider); len(got) == 0 || got[0] != writ.NotifyRequested {
			t.Errorf("%s was told %v", decider.Member.Email, got)
		}
	}
	for _, other := range []app.Actor{bob, w.as(writ.AccountAnalyze)} {
		if list := must[[]*app.RequestView](t)(w.WaitingRequests(ctx, other, "", 10)); len(list) != 0 {
			t.Errorf("%s may decide on %+v", other.Member.Email, list)
		}
		_, err := w.Request(ctx, other, r.ID)
		refused(t, err, writ.CodeNotFound)
		_, err = w.ApproveRequest(ctx, other, r.ID, writ.LevelView)
		refused(t, err, writ.CodeNotFound)
		_, err = w.DeclineRequest(ctx, other, r.ID)
		refused(t, err, writ.CodeNotFound)
	}
	_, err := w.ApproveRequest(ctx, ann, r.ID, writ.LevelExplore)
	refused(t, err, writ.CodeForbidden, "View") // the account type does not allow it
	done := must[*app.RequestView](t)(w.ApproveRequest(ctx, ann, r.ID, writ.LevelView))
	if done.State != writ.RequestApproved || done.Level != writ.LevelView || done.By.ID != ann.Member.ID || w.level(bob, book) != writ.LevelView {
		t.Errorf("approved: %+v, Bob has %s", done.AccessRequest, w.level(bob, book))
	}
	if got := w.told(bob); len(got) != 1 || got[0] != writ.NotifyApproved {
		t.Errorf("Bob was told %v", got)
	}
	again := must[*app.RequestView](t)(w.ApproveRequest(ctx, w.build(), r.ID, writ.LevelView))
	if again.By.ID != ann.Member.ID || len(w.told(bob)) != 1 {
		t.Errorf("approved again: %+v, Bob was told %v", again.AccessRequest, w.told(bob))
	}
	_, err = w.DeclineRequest(ctx, w.build(), r.ID)
	refused(t, err, writ.CodeConflict, "approved")
	_, err = w.RequestAccess(ctx, bob, book, "")
	refused(t, err, writ.CodeForbidden, "already")
	if list := must[[]*app.RequestView](t)(w.MyRequests(ctx, bob, "", 10)); len(list) != 1 || list[0].On == nil || list[0].State != writ.RequestApproved {
		t.Errorf("Bob asked for %+v", list)
	}
}

func TestRequestDeclined(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	bob, ctx := w.join(writ.AccountView, "bob"), t.Context()
	book := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	r := w.asked(bob, book, "")
	must[*app.RequestView](t)(w.DeclineRequest(ctx, w.build(), r.ID))
	must[*app.RequestView](t)(w.DeclineRequest(ctx, w.admin(), r.ID))
	_, err := w.ApproveRequest(ctx, w.build(), r.ID, writ.LevelView)
	refused(t, err, writ.CodeConflict, "declined")
	list, _, err := w.Notifications(ctx, bob, "", 10)
	w.ok(err)
	if len(list) != 1 || list[0].Kind != writ.NotifyDeclined || list[0].File != nil {
		t.Errorf("Bob was told %+v", list)
	}
	if mine, may, err := w.MyRequest(ctx, bob, book); err != nil || !may || mine.State != writ.RequestDeclined {
		t.Errorf("Bob sees %+v, %v, %v", mine, may, err)
	}
	if next := w.asked(bob, book, ""); next.ID == r.ID {
		t.Error("what was declined cannot be asked for again")
	}
}

// TestRequestTellsNothing asks for what is there and for what is not: answers,
// states and lists are the same.
func TestRequestTellsNothing(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	bob, ctx := w.join(writ.AccountView, "bob"), t.Context()
	trashed := w.file(w.build(), writ.KindWorkbook, "Old", "")
	w.ok(w.TrashFile(ctx, w.build(), trashed))
	for name, id := range map[string]writ.FileID{"hidden": w.file(w.build(), writ.KindWorkbook, "Plan", ""), "none": writ.NewID[writ.FileID](), "trashed": trashed} {
		r := w.asked(bob, id, "hello")
		if r.State != writ.RequestOpen || r.File != id {
			t.Errorf("%s: %+v", name, r)
		}
		mine, may, err := w.MyRequest(ctx, bob, id)
		w.ok(err)
		if mine.State != writ.RequestOpen || may {
			t.Errorf("%s: then %+v, %v", name, mine, may)
		}
	}
	for _, v := range must[[]*app.RequestView](t)(w.MyRequests(ctx, bob, "", 10)) {
		if v.On != nil || v.By != nil || v.State != writ.RequestOpen {
			t.Errorf("Bob is told %+v", v)
		}
	}
	if list := must[[]*app.RequestView](t)(w.WaitingRequests(ctx, w.build(), "", 10)); len(list) != 1 || list[0].On.Name != "Plan" {
		t.Errorf("the owner may decide on %d", len(list))
	}
	_, err := w.RequestAccess(ctx, bob, "plan", "")
	refused(t, err, writ.CodeInvalid)
	_, err = w.RequestAccess(ctx, bob, noFile, strings.Repeat("x", 2001))
	refused(t, err, writ.CodeInvalid, "2000")
	_, err = w.RequestAccess(ctx, bob, noFile, "a\x00b")
	refused(t, err, writ.CodeInvalid)
}

// TestRequestIsOvertaken gives access another way: approving is harmless then, and
// changes nothing.
func TestRequestIsOvertaken(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	bob, cat, ctx := w.join(writ.AccountBuild, "bob"), w.join(writ.AccountBuild, "cat"), t.Context()
	space := w.file(w.admin(), writ.KindWorkspace, "Sales", "")
	w.share(w.admin(), space, to(w.build()), writ.LevelManage)
	book := w.file(w.build(), writ.KindWorkbook, "Plan", space)
	direct, through := w.asked(bob, book, ""), w.asked(cat, book, "")
	w.share(w.build(), book, to(bob), writ.LevelView)
	w.share(w.build(), space, writ.AllMembers(), writ.LevelView)
	if list := must[[]*app.RequestView](t)(w.WaitingRequests(ctx, w.build(), "", 10)); len(list) != 0 {
		t.Errorf("%d wait still", len(list))
	}
	for _, r := range []*writ.AccessRequest{direct, through} {
		v := must[*app.RequestView](t)(w.ApproveRequest(ctx, w.build(), r.ID, writ.LevelEdit))
		if v.State != writ.RequestMoot {
			t.Errorf("it is %s", v.State)
		}
		must[*app.RequestView](t)(w.DeclineRequest(ctx, w.build(), r.ID))
	}
	if w.level(bob, book) != writ.LevelView || w.level(cat, book) != writ.LevelView || len(w.told(cat)) != 0 {
		t.Errorf("Bob has %s, Cat has %s and was told %v", w.level(bob, book), w.level(cat, book), w.told(cat))
	}
}

// TestTwoApprovalsAtOnce has several members approve and decline one request at the
// same time: one of them decides, once.
func TestTwoApprovalsAtOnce(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob, ctx := w.join(writ.AccountBuild, "ann"), w.join(writ.AccountAct, "bob"), t.Context()
	book := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	w.share(w.build(), book, to(ann), writ.LevelEdit)
	r := w.asked(bob, book, "")
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wg.Go(func() {
			switch i % 3 {
			case 0:
				_, errs[i] = w.ApproveRequest(ctx, ann, r.ID, writ.LevelView)
			case 1:
				_, errs[i] = w.ApproveRequest(ctx, w.build(), r.ID, writ.LevelExplore)
			default:
				_, errs[i] = w.DeclineRequest(ctx, w.admin(), r.ID)
			}
		})
	}
	wg.Wait()
	v := must[*app.RequestView](t)(w.Request(ctx, ann, r.ID))
	for i, err := range errs {
		if declines := i%3 == 2; (v.State == writ.RequestDeclined) != declines && writ.CodeOf(err) != writ.CodeConflict || (v.State == writ.RequestDeclined) == declines && err != nil {
			t.Errorf("the request is %s, and call %d said %v", v.State, i, err)
		}
	}
	if got := w.level(bob, book); got != v.Level {
		t.Errorf("approved was %q, and Bob has %q", v.Level, got)
	}
	if got := w.told(bob); len(got) != 1 {
		t.Errorf("Bob was told %v", got)
	}
}

func TestTooManyRequests(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ctx := t.Context()
	for range 100 {
		must[*writ.AccessRequest](t)(w.RequestAccess(ctx, w.as(writ.AccountView), writ.NewID[writ.FileID](), ""))
	}
	_, err := w.RequestAccess(ctx, w.as(writ.AccountView), noFile, "")
	refused(t, err, writ.CodeExhausted, "100")
	w.later(91 * 24 * time.Hour)
	must[*writ.AccessRequest](t)(w.RequestAccess(ctx, w.as(writ.AccountView), noFile, ""))
}

// TestRequestOfWhatNobodyManages asks for a document whose owner is deactivated.
func TestRequestOfWhatNobodyManages(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob := w.join(writ.AccountBuild, "ann"), w.join(writ.AccountView, "bob")
	book := w.file(ann, writ.KindWorkbook, "Plan", "")
	yes := true
	must[*app.MemberView](t)(w.UpdateMember(t.Context(), w.admin(), ann.Member.ID, app.MemberPatch{Deactivated: &yes}))
	w.later(time.Second)
	w.asked(bob, book, "")
	if got := w.told(w.admin()); len(got) != 1 || got[0] != writ.NotifyRequested {
		t.Errorf("the Admin was told %v", got)
	}
}
