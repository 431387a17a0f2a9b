package storetest

import (
	"context"
	"slices"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// onlyOne has everybody insert something of which there can be one; the others
// must hear that it is there.
func onlyOne(t *testing.T, nodes []store.Store, insert func(tx store.Tx) error) {
	t.Helper()
	var made tally
	everywhere(nodes, func(worker int, st store.Store) {
		switch err := st.Write(t.Context(), insert); writ.CodeOf(err) {
		case "":
			made.add(string(rune('a' + worker)))
		case writ.CodeConflict:
		default:
			t.Errorf("Insert: %v", err)
		}
	})
	made.each(t, "who inserted it", 1)
}

// raceGrants has everybody give the same grantee something on the same file.
func raceGrants(t *testing.T, nodes []store.Store) {
	w := newTree(t, nodes[0])
	onlyOne(t, nodes, func(tx store.Tx) error {
		return tx.Grants.Insert(t.Context(), newGrant(w.workbook, writ.AllMembers(), w.member.ID))
	})
	equal(t, "grants", len(grantsOn(t, nodes[0], w.workbook.ID)), 1)
}

// raceRequests has a member ask for the same from several windows.
func raceRequests(t *testing.T, nodes []store.Store) {
	w := newTree(t, nodes[0])
	onlyOne(t, nodes, func(tx store.Tx) error {
		return tx.Requests.Insert(t.Context(), newRequest(w.workbook.ID, w.member.ID))
	})
	n := read(t, nodes[0], func(ctx context.Context, tx store.Tx) (int, error) { return tx.Requests.OpenOf(ctx, w.member.ID) })
	equal(t, "open requests", n, 1)
}

// raceMoves has everybody move folders into each other, looking for a circle in
// the transaction itself: there is never one.
func raceMoves(t *testing.T, nodes []store.Store) {
	ctx := t.Context()
	w := newTree(t, nodes[0])
	folders := make([]*writ.File, 3)
	for i := range folders {
		folders[i] = newFile(writ.KindFolder, w.top, w.member)
		write(t, nodes[0], insertFile(folders[i]))
	}
	move := func(tx store.Tx, id, to writ.FileID) error {
		f, err := tx.Files.Get(ctx, id)
		if err != nil {
			return err
		}
		above, err := tx.Files.Above(ctx, to)
		if err != nil || slices.ContainsFunc(above, func(f *writ.File) bool { return f.ID == id }) {
			return err
		}
		f.Parent = to
		return tx.Files.Update(ctx, f)
	}
	everywhere(nodes, func(worker int, st store.Store) {
		for i := range increments {
			a, b := folders[(worker+i)%3].ID, folders[(worker+i+1+i%2)%3].ID
			if err := st.Write(ctx, func(tx store.Tx) error { return move(tx, a, b) }); err != nil {
				t.Errorf("a move: %v", err)
			}
		}
	})
	for _, f := range folders {
		above := read(t, nodes[0], func(ctx context.Context, tx store.Tx) ([]*writ.File, error) { return tx.Files.Above(ctx, f.ID) })
		if len(above) == 0 || above[len(above)-1].ID != w.top.ID {
			t.Errorf("above a folder are %v, and not its workspace", idsOf(above))
		}
	}
}

// raceTypes deletes an account type while somebody gets it: nobody may have one
// that is not there.
func raceTypes(t *testing.T, nodes []store.Store) {
	ctx := t.Context()
	for range 5 {
		guest, ada := newType("Guest"), newMember(string(writ.NewID[writ.MemberID]())+"@example.com")
		write(t, nodes[0], func(tx store.Tx) error { return tx.AccountTypes.Insert(ctx, guest) })
		write(t, nodes[0], func(tx store.Tx) error { return tx.Members.Insert(ctx, ada) })
		ada.AccountType = guest.Name
		var done tally
		everywhere(nodes, func(worker int, st store.Store) {
			change := func(tx store.Tx) error { return tx.AccountTypes.Delete(ctx, guest.ID) }
			if worker%2 == 0 {
				m := *ada // the workers share none
				change = func(tx store.Tx) error { return tx.Members.Update(ctx, &m) }
			}
			switch err := st.Write(ctx, change); writ.CodeOf(err) {
			case "":
				done.add([]string{"given", "deleted"}[worker%2])
			case writ.CodeConflict, writ.CodeNotFound, writ.CodeStale:
			default:
				t.Errorf("worker %d: %v", worker, err)
			}
		})
		done.each(t, "what came to pass", 1)
		ada.Version++
		if done.count["given"] == 1 { // for the next round
			ada.AccountType = writ.AccountBuild
			write(t, nodes[0], func(tx store.Tx) error { return tx.Members.Update(ctx, ada) })
			write(t, nodes[0], func(tx store.Tx) error { return tx.AccountTypes.Delete(ctx, guest.ID) })
		}
	}
}
