package app

import (
	"cmp"
	"context"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// HandOver says what becomes of what a deactivated member owned. NewOwner gets the
// documents, "" leaves them as they are; Archive puts them into the trash, from
// where the owner brings them back; ArchiveSchedules ends the member's schedules,
// which otherwise go to the new owner as well.
type HandOver struct {
	NewOwner         writ.MemberID
	Archive          bool
	ArchiveSchedules bool
}

func (h HandOver) empty() bool { return h == HandOver{} }

// HandedOver counts what a hand-over has done. Folder is where the new owner finds
// what lay in the former owner's My documents, "" if nothing did.
type HandedOver struct {
	Documents int
	Schedules int
	Folder    writ.FileID
}

// RecoverDocuments hands over what a member who is deactivated already still owns:
// nobody else can see what lies in their My documents.
func (a *App) RecoverDocuments(ctx context.Context, actor Actor, id writ.MemberID, h HandOver) (done HandedOver, err error) {
	const op = "app.RecoverDocuments"
	if err := a.ask(ctx, op, actor, access.ManageMembers); err != nil {
		return done, err
	}
	on := &subject{noun: "member", id: string(id)}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		m, err := a.account(ctx, op, tx, actor, id)
		if err != nil {
			return err
		}
		if !m.Deactivated {
			return writ.Errorf(writ.CodeConflict, op, "%s is active; what they own is theirs.", m.Email).WithHint("Deactivate the member first.")
		}
		if done, err = a.handOver(ctx, op, tx, actor, m, h); err != nil {
			return err
		}
		on.details = []any{"newOwner", h.NewOwner, "documents", done.Documents, "schedules", done.Schedules}
		return nil
	})
	return done, err
}

// handOver carries a hand-over out, in the transaction in which the member is, or
// has been, deactivated.
func (a *App) handOver(ctx context.Context, op string, tx store.Tx, actor Actor, from *writ.Member, h HandOver) (done HandedOver, err error) {
	run := &handing{App: a, tx: tx, op: op, actor: actor, from: from, plan: h}
	if err := run.allowed(ctx); err != nil {
		return done, err
	}
	if h.NewOwner != "" {
		if run.to, err = run.newOwner(ctx); err != nil {
			return done, err
		}
	}
	if err := run.documents(ctx); err != nil {
		return done, err
	}
	if run.to != nil {
		if err := run.home(ctx); err != nil {
			return done, err
		}
	}
	if err := run.schedules(ctx); err != nil {
		return done, err
	}
	return run.done, run.say(ctx)
}

// handing is one hand-over.
type handing struct {
	*App
	tx    store.Tx
	op    string
	actor Actor
	from  *writ.Member
	to    *writ.Member // nil if nobody gets anything
	plan  HandOver
	done  HandedOver
	first writ.FileID // of the documents
}

// allowed leaves it to Admins to give documents to somebody or to put them into the
// trash: whoever merely manages members may do neither to what others own.
func (h *handing) allowed(ctx context.Context) error {
	if h.plan.NewOwner == "" && !h.plan.Archive || h.actor.Member.AccountType == writ.AccountAdmin {
		return nil
	}
	return h.heed(ctx, h.op, h.actor, access.Decision{Reasons: []string{"Only an Admin may hand over what somebody owns, or put it into the trash."}})
}

// newOwner refuses a new owner who cannot be one.
func (h *handing) newOwner(ctx context.Context) (*writ.Member, error) {
	if h.plan.NewOwner == h.from.ID {
		return nil, writ.Invalid(h.op, "newOwnerId", "The new owner is who is deactivated.")
	}
	return activeMember(ctx, h.op, h.tx, "newOwnerId", h.plan.NewOwner)
}

// documents gives every document that the former owner has to the new one, or puts
// it into the trash.
func (h *handing) documents(ctx context.Context) error {
	if h.to == nil && !h.plan.Archive {
		return nil
	}
	w, err := h.worldIn(ctx, h.tx)
	if err != nil {
		return err
	}
	owned, err := h.tx.Files.Many(ctx, w.OwnedBy(h.from.ID))
	if err != nil {
		return err
	}
	unreached := 0
	for _, f := range owned {
		if h.to != nil && h.to.AccountType != writ.AccountAdmin && w.Level(h.to.ID, f.ID) == writ.LevelNone {
			unreached++
			continue
		}
		if err := h.document(ctx, f); err != nil {
			return err
		}
	}
	if unreached > 0 {
		return writ.Errorf(writ.CodeConflict, h.op, "%s owns %d documents that no grant opens to %s.", h.from.Email, unreached, h.to.Email).
			WithHint("Only an Admin can get what lies in somebody's My documents, or was never shared with them.")
	}
	return nil
}

func (h *handing) document(ctx context.Context, f *writ.File) error {
	now := h.clock()
	if h.to != nil {
		f.Owner = h.to.ID
	}
	if h.plan.Archive && !f.Trashed() {
		f.TrashedAt, f.TrashedBy = now, h.actor.Member.ID
	}
	f.UpdatedBy, f.UpdatedAt = h.actor.Member.ID, now
	if h.done.Documents++; h.first == "" {
		h.first = f.ID
	}
	if err := h.tx.Files.Update(ctx, f); err != nil {
		return err
	}
	return tellFile(ctx, h.tx, f.ID, f.Parent)
}

// home moves what lies in the My documents of the former owner into a folder of the
// new owner's, as it is: with its folders and its grants. What others own there goes
// to their own, for whoever has the folder has all that is in it.
func (h *handing) home(ctx context.Context) error {
	from, err := h.tx.Files.Home(ctx, h.from.ID)
	if writ.CodeOf(err) == writ.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	below, levels, err := h.tx.Files.Below(ctx, from.ID)
	if err != nil {
		return err
	}
	inside, err := h.tx.Files.Many(ctx, below)
	if err != nil {
		return err
	}
	var top []*writ.File
	for _, f := range inside {
		switch {
		case f.Kind.Document() && f.Owner != h.to.ID: // all of the former owner's are the new one's by now
			err = h.giveBack(ctx, f)
		case f.Parent == from.ID:
			top = append(top, f)
		}
		if err != nil {
			return err
		}
	}
	if len(top) == 0 {
		return nil
	}
	return h.folder(ctx, top, levels)
}

// say tells the new owner, once for everything, and where it is.
func (h *handing) say(ctx context.Context) error {
	if h.to == nil || h.done.Documents == 0 || h.to.ID == h.actor.Member.ID {
		return nil
	}
	n := writ.Notification{Member: h.to.ID, Kind: writ.NotifyOwner, File: cmp.Or(h.done.Folder, h.first), Actor: h.actor.Member.ID}
	return h.notify(ctx, h.tx, n, noted{}, true)
}

// giveBack moves a document to the My documents of its owner.
func (h *handing) giveBack(ctx context.Context, f *writ.File) error {
	home, err := h.homeOf(ctx, h.tx, f.Owner)
	if err != nil {
		return err
	}
	return h.move(ctx, f, home.ID)
}

func (h *handing) move(ctx context.Context, f *writ.File, to writ.FileID) error {
	from := f.Parent
	f.Parent, f.UpdatedBy, f.UpdatedAt = to, h.actor.Member.ID, h.clock()
	if err := h.tx.Files.Update(ctx, f); err != nil {
		return err
	}
	return tellFile(ctx, h.tx, from, to)
}

// folder moves files, with so many levels below them, into a new folder in the My
// documents of the new owner.
func (h *handing) folder(ctx context.Context, top []*writ.File, levels int) error {
	to, err := h.homeOf(ctx, h.tx, h.to.ID)
	if err != nil {
		return err
	}
	if err := fits(h.op, []*writ.File{to}, levels); err != nil {
		return err
	}
	folder := h.newFile(h.actor, FileDraft{Kind: writ.KindFolder, Name: fmt.Sprintf("From %s", fullName(h.from)), Parent: to.ID})
	folder.Owner, folder.Creator = h.to.ID, h.to.ID
	if err := h.insertFile(ctx, h.tx, folder, nil); err != nil {
		return err
	}
	h.done.Folder = folder.ID
	for _, f := range top {
		if err := h.move(ctx, f, folder.ID); err != nil {
			return err
		}
	}
	return nil
}

// schedules gives what runs by the clock as the former owner to the new one, or
// ends it.
func (h *handing) schedules(ctx context.Context) error {
	list, err := h.tx.Schedules.List(ctx)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.Owner != h.from.ID {
			continue
		}
		switch {
		case h.plan.ArchiveSchedules:
			err = h.tx.Schedules.Delete(ctx, s.ID)
		case h.to != nil:
			s.Owner, s.UpdatedAt = h.to.ID, h.clock()
			err = h.tx.Schedules.Put(ctx, s)
		default:
			continue
		}
		if err != nil {
			return err
		}
		h.done.Schedules++
	}
	return nil
}
