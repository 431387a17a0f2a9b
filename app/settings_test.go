package app_test

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := must[writ.Settings](t)(w.Settings(t.Context(), w.admin()))
	if s != writ.DefaultSettings() {
		t.Errorf("at first: %+v, want the defaults", s)
	}
	changed := s
	changed.Retention.EndedUploads, changed.Limits.MemberUploads = 14, 3
	saved := must[writ.Settings](t)(w.SaveSettings(t.Context(), w.admin(), changed))
	if saved.Retention.EndedUploads != 14 || saved.Limits.MemberUploads != 3 || saved.Version != 1 || saved.UpdatedBy != w.admin().Member.ID {
		t.Errorf("saved: %+v", saved)
	}
	_, err := w.SaveSettings(t.Context(), w.admin(), changed) // of the version before
	refused(t, err, writ.CodeStale)
	for field, spoil := range map[string]func(*writ.Settings){
		"retention.jobs":           func(s *writ.Settings) { s.Retention.Jobs = 0 },
		"limits.memberUploadBytes": func(s *writ.Settings) { s.Limits.MemberUploadBytes = -1 },
		"limits.memberImports":     func(s *writ.Settings) { s.Limits.MemberImports = 1000 },
	} {
		bad := saved
		spoil(&bad)
		_, err := w.SaveSettings(t.Context(), w.admin(), bad)
		refused(t, err, writ.CodeInvalid, "from 1")
		if got := fieldOf(err); got != field {
			t.Errorf("the field at fault is %q, want %q", got, field)
		}
	}
	if again := must[writ.Settings](t)(w.Settings(t.Context(), w.admin())); again != saved {
		t.Errorf("after refused changes: %+v", again)
	}
}

// TestOldSettings reads settings that were saved before versions had a limit.
func TestOldSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok(w.store.Write(t.Context(), func(tx store.Tx) error {
		return tx.Settings.Set(t.Context(), "organization.settings", []byte(`{"retention":{"jobs":3},"version":1}`))
	}))
	s := must[writ.Settings](t)(w.Settings(t.Context(), w.admin()))
	if s.Retention.Jobs != 3 || s.Retention.Versions != 10 {
		t.Errorf("the settings are %+v", s.Retention)
	}
}

func TestUploadsPerMemberAreLimited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := must[writ.Settings](t)(w.Settings(t.Context(), w.admin()))
	s.Limits.MemberUploads, s.Limits.MemberUploadBytes = 2, 1<<20
	must[writ.Settings](t)(w.SaveSettings(t.Context(), w.admin(), s))

	_, err := w.CreateUpload(t.Context(), w.build(), "big.csv", 1<<20+1)
	refused(t, err, writ.CodeExhausted, "1 MiB")
	first := w.send(w.build(), "a.csv", "n\n1\n")
	w.send(w.build(), "b.csv", "n\n1\n")
	_, err = w.CreateUpload(t.Context(), w.build(), "c.csv", 3)
	refused(t, err, writ.CodeExhausted, "2 uploads")
	w.send(w.admin(), "other.csv", "n\n1\n") // everybody has the limit for themselves
	if _, err := w.CancelUpload(t.Context(), w.build(), first.ID); err != nil {
		t.Fatal(err)
	}
	w.send(w.build(), "c.csv", "n\n1\n")
}

// TestOldUploadsGo keeps what is younger than the retention says.
func TestOldUploadsGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	conn := w.embedded().ID
	idle := w.send(w.build(), "idle.csv", "n\n1\n")
	table := w.table(w.build(), conn, "n\n1\n")
	w.later(writ.Days(6))
	young := w.send(w.build(), "young.csv", "n\n1\n")
	w.ok(w.CleanUploads(t.Context()))
	if u := must[*app.UploadView](t)(w.Upload(t.Context(), w.build(), idle.ID)); u.State != writ.UploadReady {
		t.Errorf("after six days the idle upload is %s", u.State)
	}
	w.later(writ.Days(2))
	w.ok(w.CleanUploads(t.Context()))
	u := must[*app.UploadView](t)(w.Upload(t.Context(), w.build(), idle.ID))
	if u.State != writ.UploadCanceled || u.Problem == nil || !strings.Contains(u.Problem.Message, "7 days") {
		t.Errorf("after eight days the idle upload is %s: %+v", u.State, u.Problem)
	}
	if u := must[*app.UploadView](t)(w.Upload(t.Context(), w.build(), young.ID)); u.State != writ.UploadReady {
		t.Errorf("the young upload is %s", u.State)
	}
	w.later(writ.Days(91))
	w.ok(w.CleanUploads(t.Context()))
	_, err := w.Upload(t.Context(), w.build(), idle.ID)
	refused(t, err, writ.CodeNotFound)
	if got := must[*app.TableView](t)(w.Table(t.Context(), w.build(), table.ID)); got.Rows != 1 {
		t.Errorf("the table went with its upload: %+v", got)
	}
}
