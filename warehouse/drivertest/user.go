package drivertest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examUsers demands that rights are the platform's own: a stranger is refused by
// name, each privilege that is taken away is named exactly, and a wrong sign-in
// says so without a secret.
func examUsers(t *testing.T, e *exam) {
	if e.Users == nil {
		if e.caps.Privileges {
			t.Fatal("capabilities promise privileges, but the harness brings no users")
		}
		t.Skip("this platform has no users")
	}
	t.Run("stranger", func(t *testing.T) {
		t.Parallel()
		owner, stranger, d := e.open(t), e.openAs(t, e.Users.Stranger), e.NewDestination(t)
		e.numbers(t, owner, d.Child("t"), 1)
		columns := []driver.Column{{Name: "i", Type: writ.Type{Kind: writ.KindInteger}}}
		_, err := stranger.LoadTable(t.Context(), driver.Load{Path: d.Child("u"), Columns: columns, File: e.stage(t, nil)})
		wantClass(t, err, driver.ClassPrivilege)
		_, _, err = fetch(t.Context(), stranger, e.sql(t, e.q.Build().Raw("SELECT * FROM ").Path(d.Child("t"))))
		wantClass(t, err, driver.ClassPrivilege)
		_, err = stranger.Exec(t.Context(), e.sql(t, e.q.Build().Raw("DROP TABLE ").Path(d.Child("t"))))
		wantClass(t, err, driver.ClassPrivilege)
		found, err := stranger.Search(t.Context(), "t", 1000)
		if err != nil {
			t.Fatal(err)
		}
		if seen := within(d, found); len(seen) != 0 {
			t.Errorf("the stranger sees %v", seen)
		}
	})
	t.Run("every privilege", func(t *testing.T) {
		t.Parallel()
		e.examPrivileges(t)
	})
	t.Run("wrong password", func(t *testing.T) {
		t.Parallel()
		c := e.openAs(t, e.Users.WrongPassword)
		err := c.Ping(t.Context())
		wantClass(t, err, driver.ClassSignIn)
		e.keepsSecrets(t, err, e.Users.WrongPassword)
	})
}

// examPrivileges grants the stranger all that the script says, which must be
// enough, then takes one privilege at a time: exactly that one must be missed.
func (e *exam) examPrivileges(t *testing.T) {
	owner, w, d := e.open(t), e.warehouse(t, e.Users.Stranger), e.NewDestination(t)
	grants, err := e.Driver.Dialect().Grants(d, e.Users.StrangerName)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range grants {
		if _, err := owner.Exec(t.Context(), g.Statement); err != nil {
			t.Fatalf("the script fails at %s: %v", g.Statement, err)
		}
	}
	if missed := e.missed(t, w, d); len(missed) != 0 {
		t.Errorf("after the whole script these are still missed: %v", missed)
	}
	for _, g := range grants {
		e.Users.Revoke(t, d, g.Privilege)
		if missed := e.missed(t, w, d); !slices.Equal(missed, []string{g.Privilege}) {
			t.Errorf("without %s these are missed: %v", g.Privilege, missed)
		}
		e.Users.Grant(t, d, g.Privilege)
	}
	if missed := e.missed(t, w, d); len(missed) != 0 {
		t.Errorf("with everything granted again these are missed: %v", missed)
	}
	e.empty(t, owner, d)
}

// keepsSecrets demands that no message of an error holds a secret.
func (e *exam) keepsSecrets(t *testing.T, err error, values map[string]string) {
	t.Helper()
	for ; err != nil; err = errors.Unwrap(err) {
		for _, name := range e.Driver.Spec().Secrets() {
			if s := values[name]; len(s) > 3 && strings.Contains(err.Error(), s) {
				t.Errorf("an error tells the secret %s", name)
			}
		}
	}
}
