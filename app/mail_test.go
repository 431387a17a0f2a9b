package app_test

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/internal/testsmtp"
	"github.com/writ-dev/writ/notify"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/vault"
)

// mailServer is how an organization sends mails through a server of the test.
func mailServer(s *testsmtp.Server) notify.Server {
	return notify.Server{Host: s.Host(), Port: s.Port(), TLS: notify.NoTLS, From: "Writ <writ@example.com>"}
}

// mailing is a world that sends mails.
func mailing(t *testing.T, s *testsmtp.Server) *world {
	t.Helper()
	w := bareWorld(t)
	must[app.MailSettings](t)(w.SaveMailSettings(t.Context(), w.admin(), app.MailDraft{Server: mailServer(s)}))
	return w
}

// mailed returns the newest notification of somebody once its mail's job has ended.
func (w *world) mailed(a app.Actor) *app.NotificationView {
	w.t.Helper()
	list, _, err := w.Notifications(w.t.Context(), a, "", 1)
	w.ok(err)
	if len(list) == 0 {
		w.t.Fatalf("%s was told nothing", a.Member.Email)
	}
	w.ended("mail", string(list[0].ID))
	return list[0]
}

func TestSharesAreMailed(t *testing.T) {
	t.Parallel()
	s := testsmtp.Start(t, testsmtp.Options{})
	w := mailing(t, s)
	bob, ctx := w.join(writ.AccountView, "bob"), t.Context()
	book := w.file(w.build(), writ.KindWorkbook, "<b>Plan</b>", "")
	must[[]*app.GrantView](t)(w.Share(ctx, w.build(), book, app.Sharing{
		Grants: []app.GrantDraft{{To: to(bob), Level: writ.LevelView}}, Message: "Have a look", Mail: true,
	}))
	n := w.mailed(bob)
	mails := s.Await(t, 1)
	if len(mails) != 1 || mails[0].To[0] != "bob@example.org" {
		t.Fatalf("%+v", mails)
	}
	for _, want := range []string{string(n.ID) + "@writ", "Have a look", "https://writ.example.com/w/" + string(book), "Can view"} {
		if !strings.Contains(soft(mails[0].Data), want) {
			t.Errorf("the mail lacks %q:\n%s", want, mails[0].Data)
		}
	}
	if strings.Contains(soft(mails[0].Data), "<b>Plan</b>.</p>") {
		t.Errorf("a name became markup:\n%s", mails[0].Data)
	}
	quiet := w.file(w.build(), writ.KindWorkbook, "Quiet", "")
	w.share(w.build(), quiet, to(bob), writ.LevelView) // without mail
	if n := len(s.Mails()); n != 1 {
		t.Errorf("%d mails were sent", n)
	}
}

// soft undoes what quoted-printable does to long lines and equals signs.
func soft(data string) string {
	return strings.NewReplacer("=\n", "", "=3D", "=").Replace(data)
}

// TestMailSaysWhatIsTrueWhenItIsSent takes access away while the mail waits for its
// server: nothing is sent then.
func TestMailSaysWhatIsTrueWhenItIsSent(t *testing.T) {
	t.Parallel()
	s := testsmtp.Start(t, testsmtp.Options{Refuse: "451 later"})
	w := mailing(t, s)
	bob, ctx := w.join(writ.AccountView, "bob"), t.Context()
	book := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	g := must[[]*app.GrantView](t)(w.Share(ctx, w.build(), book, app.Sharing{Grants: []app.GrantDraft{{To: to(bob), Level: writ.LevelView}}, Mail: true}))[0]
	s.AwaitTries(t, 1)
	must[*app.GrantView](t)(w.RevokeFileGrant(ctx, w.build(), g.ID))
	s.Become(testsmtp.Options{})
	w.mailed(bob)
	if n := len(s.Mails()); n != 0 {
		t.Errorf("%d mails were sent", n)
	}
}

func TestRequestsAreMailed(t *testing.T) {
	t.Parallel()
	s := testsmtp.Start(t, testsmtp.Options{})
	w := mailing(t, s)
	bob, ctx := w.join(writ.AccountView, "bob"), t.Context()
	book := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	r := w.asked(bob, book, "please")
	w.mailed(w.build())
	must[*app.RequestView](t)(w.DeclineRequest(ctx, w.build(), r.ID))
	w.mailed(bob)
	mails := s.Await(t, 2)
	if mails[0].To[0] != "build@example.org" || !strings.Contains(soft(mails[0].Data), "https://writ.example.com/requests") || !strings.Contains(mails[0].Data, "Plan") {
		t.Errorf("who decides reads:\n%s", mails[0].Data)
	}
	if mails[1].To[0] != "bob@example.org" || !strings.Contains(mails[1].Data, "declined") || strings.Contains(mails[1].Data, "Plan") {
		t.Errorf("who asked reads:\n%s", mails[1].Data)
	}
}

func TestMailThatIsRefusedFails(t *testing.T) {
	t.Parallel()
	s := testsmtp.Start(t, testsmtp.Options{Refuse: "550 no such user"})
	w := mailing(t, s)
	bob, ctx := w.join(writ.AccountView, "bob"), t.Context()
	book := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	must[[]*app.GrantView](t)(w.Share(ctx, w.build(), book, app.Sharing{Grants: []app.GrantDraft{{To: to(bob), Level: writ.LevelView}}, Mail: true}))
	n := w.mailed(bob)
	w.ok(w.store.Read(ctx, func(tx store.Tx) error {
		j, err := tx.Jobs.ByKey(ctx, "mail", string(n.ID))
		if err == nil && (j.State != writ.JobFailed || j.Attempt != 1 || !strings.Contains(j.Problem.Message, "no such user")) {
			t.Errorf("the job is %s after %d attempts: %+v", j.State, j.Attempt, j.Problem)
		}
		return err
	}))
}

func TestMailSettings(t *testing.T) {
	t.Parallel()
	s := testsmtp.Start(t, testsmtp.Options{Direct: true, User: "u", Password: "word-1"})
	w := bareWorld(t)
	w.trust, w.node = s.Roots, "-mail"
	w.restart()
	ctx, word, other := t.Context(), "word-1", "word-2"
	server := notify.Server{Host: s.Host(), Port: s.Port(), TLS: notify.DirectTLS, User: "u", From: "writ@example.com"}
	refused(t, w.TryMail(ctx, w.admin(), app.MailDraft{Server: server}), writ.CodeInvalid, "password")
	refused(t, w.TryMail(ctx, w.admin(), app.MailDraft{Server: server, Password: &other}), writ.CodeRejected, "535")
	w.ok(w.TryMail(ctx, w.admin(), app.MailDraft{Server: server, Password: &word}))
	saved := must[app.MailSettings](t)(w.SaveMailSettings(ctx, w.admin(), app.MailDraft{Server: server, Password: &word}))
	if saved.Version != 1 || saved.UpdatedBy != w.admin().Member.ID || saved.Server != server {
		t.Errorf("saved %+v", saved)
	}
	w.ok(w.TryMail(ctx, w.admin(), app.MailDraft{Server: server}))
	if mails := s.Mails(); len(mails) != 2 || mails[1].User != "u" || mails[1].To[0] != "admin@example.org" {
		t.Errorf("sent %+v", mails)
	}
	_, err := w.SaveMailSettings(ctx, w.admin(), app.MailDraft{Server: server})
	refused(t, err, writ.CodeStale)
	elsewhere := server
	elsewhere.Host = "evil.example.com"
	_, err = w.SaveMailSettings(ctx, w.admin(), app.MailDraft{Server: elsewhere, Version: 1})
	refused(t, err, writ.CodeInvalid, "another server")
	refused(t, w.TryMail(ctx, w.admin(), app.MailDraft{Server: elsewhere}), writ.CodeInvalid, "another server")
	elsewhere.Host = "169.254.169.254"
	refused(t, w.TryMail(ctx, w.admin(), app.MailDraft{Server: elsewhere, Password: &word}), writ.CodeInvalid, "cannot be used")
	w.demandSealed(word)
	off := must[app.MailSettings](t)(w.SaveMailSettings(ctx, w.admin(), app.MailDraft{Version: 1}))
	if off.On() {
		t.Error("mails are still sent")
	}
}

// demandSealed demands that a secret lies in the store sealed only, where a change
// of keys finds it.
func (w *world) demandSealed(secret string) {
	w.t.Helper()
	v, err := vault.Open(w.dir)
	w.ok(err)
	w.ok(v.Prove(w.t.Context(), w.store))
	w.ok(w.store.Read(w.t.Context(), func(tx store.Tx) error {
		list, err := tx.Sealed.List(w.t.Context())
		for _, s := range list {
			if strings.Contains(string(s.Bytes), secret) {
				w.t.Errorf("%s holds the secret in clear", s.Row)
			}
			if plain, err := v.Open(s.Row, s.Bytes); err == nil && string(plain) == secret {
				return nil
			}
		}
		if err == nil {
			w.t.Error("the secret is not among what is sealed")
		}
		return err
	}))
}

func TestWithoutMailServerMembersAreToldInTheApp(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	bob := w.join(writ.AccountView, "bob")
	book := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	must[[]*app.GrantView](t)(w.Share(t.Context(), w.build(), book, app.Sharing{Grants: []app.GrantDraft{{To: to(bob), Level: writ.LevelView}}, Mail: true}))
	if got := w.told(bob); len(got) != 1 {
		t.Errorf("Bob was told %v", got)
	}
}
