package auth_test

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/auth"
)

func TestHash(t *testing.T) {
	t.Parallel()
	phc := cheap().Hash(password)
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=8,t=1,p=1$") {
		t.Errorf("not a PHC string: %s", phc)
	}
	if phc == cheap().Hash(password) {
		t.Error("two hashes of one password are the same")
	}
	for try, want := range map[string]bool{
		password: true, password + " ": false, strings.ToUpper(password): false, "": false, password[:len(password)-1]: false,
	} {
		if got := auth.CheckPassword(phc, try); got != want {
			t.Errorf("CheckPassword(%q) = %v", try, got)
		}
	}
}

func TestHashOfOneTextInTwoUnicodeForms(t *testing.T) {
	t.Parallel()
	if !auth.CheckPassword(cheap().Hash("caf\u00e9 caf\u00e9 caf\u00e9"), "cafe\u0301 cafe\u0301 cafe\u0301") {
		t.Error("a composed é and a decomposed one are different passwords")
	}
}

// TestCheckKnownHash checks against a hash made with the reference program of
// the argon2 authors: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32.
func TestCheckKnownHash(t *testing.T) {
	t.Parallel()
	phc := "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !auth.CheckPassword(phc, "password") || auth.CheckPassword(phc, "Password") {
		t.Error("the reference hash is not understood")
	}
}

func TestCheckRefusesWhatIsNoHash(t *testing.T) {
	t.Parallel()
	good := cheap().Hash(password)
	for _, phc := range []string{
		"", "$", password, "$$$$$", good[1:], good + "$", good[:len(good)-1],
		strings.Replace(good, "argon2id", "argon2i", 1),
		strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "t=1", "t=0", 1),
		strings.Replace(good, "p=1", "p=0", 1),
		strings.Replace(good, "m=8", "m=x", 1),
		"$argon2id$v=19$m=8,t=1,p=1$$",
	} {
		if auth.CheckPassword(phc, password) || auth.CheckPassword(phc, "") {
			t.Errorf("%q matches a password", phc)
		}
	}
}

func TestGiveOneTimePassword(t *testing.T) {
	t.Parallel()
	m := &writ.Member{Epoch: 4}
	given := auth.GiveOneTimePassword(m)
	if len(given) < 20 || given == auth.GiveOneTimePassword(&writ.Member{}) {
		t.Errorf("%q is no random password", given)
	}
	if !auth.CheckPassword(m.PasswordHash, given) || !m.MustChangePassword || m.Epoch != 5 {
		t.Errorf("the member was not prepared: %+v", m)
	}
}

func FuzzCheckPassword(f *testing.F) {
	f.Add(cheap().Hash(password), "wrong")
	f.Add("$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA", "")
	f.Fuzz(func(t *testing.T, phc, try string) {
		if strings.Count(phc, "$") == 5 && !strings.Contains(phc, "m=8,t=1,p=1") {
			t.Skip("would cost what the text says")
		}
		if auth.CheckPassword(phc, try) && try != password {
			t.Errorf("%q matches %q", try, phc)
		}
	})
}
