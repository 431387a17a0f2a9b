package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// TestAccount holds the edges of the default types: the least able type that
// has a permission, and the most able one that lacks it.
func TestAccount(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		permission  access.Permission
		least, lack writ.AccountType
	}{
		{access.ViewDocuments, writ.AccountView, ""},
		{access.BasicExplore, writ.AccountAct, writ.AccountView},
		{access.EditInputTables, writ.AccountAct, writ.AccountView},
		{access.ExportData, writ.AccountAnalyze, writ.AccountAct},
		{access.UploadCSV, writ.AccountBuild, writ.AccountAnalyze},
		{access.WriteSQL, writ.AccountBuild, writ.AccountAnalyze},
		{access.ManageConnections, writ.AccountAdmin, writ.AccountBuild},
		{access.ConfigureWriteAccess, writ.AccountAdmin, writ.AccountBuild},
		{access.ManageMembers, writ.AccountAdmin, writ.AccountBuild},
	} {
		if d := access.Account(tc.least, tc.permission); !d.Allow || d.Err("x") != nil || len(d.Reasons) != 1 {
			t.Errorf("%s for %s: %+v, want it allowed with one reason", tc.permission, tc.least, d)
		}
		d := access.Account(tc.lack, tc.permission)
		err := d.Err("x")
		if d.Allow || writ.CodeOf(err) != writ.CodeForbidden {
			t.Errorf("%s for %q: %+v, want it denied", tc.permission, tc.lack, d)
		}
		if err != nil && !strings.Contains(err.Error(), string(tc.least)) {
			t.Errorf("%s for %q: %q does not name the type it takes", tc.permission, tc.lack, err)
		}
	}
}

func TestUnknownPermissionIsDeniedEvenToAdmins(t *testing.T) {
	t.Parallel()
	if access.Account(writ.AccountAdmin, "flyToTheMoon").Allow {
		t.Error("a permission that does not exist was given")
	}
}

// TestChain says that each type can do all that the one below it can.
func TestChain(t *testing.T) {
	t.Parallel()
	types := writ.AccountTypes()
	for i := 1; i < len(types); i++ {
		more, less := access.Permissions(types[i-1]), access.Permissions(types[i])
		if len(more) <= len(less) || !slices.Equal(more[:len(less)], less) {
			t.Errorf("%s has %v, %s has %v", types[i-1], more, types[i], less)
		}
	}
}

func TestMember(t *testing.T) {
	t.Parallel()
	m := &writ.Member{ID: "a", AccountType: writ.AccountAdmin}
	if !access.Member(m, access.ManageMembers).Allow || !access.Owned(m, "a").Allow {
		t.Error("an active Admin was denied")
	}
	if access.Owned(m, "b").Allow {
		t.Error("an Admin saw what somebody else owns")
	}
	m.Deactivated = true
	if access.Member(m, access.ViewDocuments).Allow {
		t.Error("a deactivated member was allowed")
	}
}
