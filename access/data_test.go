package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

const (
	warehouseA = writ.ConnectionID("a")
	warehouseB = writ.ConnectionID("b")
)

// grant reads "ann use a.sales": a member or all, a level, a connection and a
// path in it.
func grant(text string) *writ.DataGrant {
	f := strings.Fields(text)
	conn, path := place(f[2])
	g := &writ.DataGrant{ID: writ.DataGrantID(text), Connection: conn, Path: path, Level: writ.DataLevel(f[1])}
	if f[0] != "all" {
		g.Grantee.Member = writ.MemberID(f[0])
	}
	return g
}

func place(text string) (writ.ConnectionID, writ.Path) {
	parts := strings.Split(text, ".")
	return writ.ConnectionID(parts[0]), writ.Path(parts[1:])
}

// TestDataScenarios says what grants give at a place: the initials of the rights
// see, read, annotate, write, manage.
func TestDataScenarios(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		member writ.AccountType
		grants []string
		at     string
		want   string
	}{
		{"nothing", writ.AccountBuild, nil, "a", ""},
		{"an Admin without a grant", writ.AccountAdmin, nil, "a.sales.orders", "srawm"},
		{"write only", writ.AccountBuild, []string{"ann write a"}, "a", "w"},
		{"write only shows nothing in it", writ.AccountBuild, []string{"ann write a"}, "a.sales", "w"},
		{"use on the connection", writ.AccountBuild, []string{"ann use a"}, "a", "srw"},
		{"use on the connection reaches everything", writ.AccountBuild, []string{"ann use a"}, "a.sales.orders", "srw"},
		{"use on another connection", writ.AccountBuild, []string{"ann use b"}, "a", ""},
		{"use for somebody else", writ.AccountBuild, []string{"bob use a"}, "a", ""},
		{"use for all", writ.AccountBuild, []string{"all use a"}, "a", "srw"},
		{"use on a schema: the schema", writ.AccountBuild, []string{"ann use a.sales"}, "a.sales", "sr"},
		{"use on a schema: a table in it", writ.AccountBuild, []string{"ann use a.sales"}, "a.sales.orders", "sr"},
		{"use on a schema: the way to it", writ.AccountBuild, []string{"ann use a.sales"}, "a", "s"},
		{"use on a schema: beside it", writ.AccountBuild, []string{"ann use a.sales"}, "a.hr", ""},
		{"use on a schema: a longer name", writ.AccountBuild, []string{"ann use a.sales"}, "a.sales2", ""},
		{"use on a table: the way to it", writ.AccountBuild, []string{"ann use a.sales.orders"}, "a.sales", "s"},
		{"use on a table: its neighbour", writ.AccountBuild, []string{"ann use a.sales.orders"}, "a.sales.customers", ""},
		{"use on a database with three levels", writ.AccountBuild, []string{"ann use a.db"}, "a.db.sales.orders", "sr"},
		{"another case is another name", writ.AccountBuild, []string{"ann use a.SALES"}, "a.sales", ""},
		{"grants add up: read there", writ.AccountBuild, []string{"ann write a", "ann use a.sales"}, "a.sales", "srw"},
		{"grants add up: not elsewhere", writ.AccountBuild, []string{"ann write a", "ann use a.sales"}, "a.hr", "w"},
		{"a lower one nearer by takes nothing", writ.AccountBuild, []string{"ann annotate a", "ann use a.sales"}, "a.sales", "sraw"},
		{"a higher one for all", writ.AccountBuild, []string{"ann use a.sales", "all annotate a.sales"}, "a.sales.orders", "sra"},
		{"admin", writ.AccountBuild, []string{"ann admin a"}, "a.sales", "srawm"},
		{"a viewer reads at most", writ.AccountView, []string{"all admin a"}, "a", "sr"},
		{"an analyst writes nothing", writ.AccountAnalyze, []string{"ann write a"}, "a", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := &writ.Member{ID: "ann", AccountType: tc.member}
			var grants []*writ.DataGrant
			for _, g := range tc.grants {
				grants = append(grants, grant(g))
			}
			conn, path := place(tc.at)
			if got := initials(access.Reach(m, nil, grants, access.Place{Connection: conn, Path: path})); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
			m.Deactivated = true
			if r := access.Reach(m, nil, grants, access.Place{Connection: conn, Path: path}); len(r.Rights) != 0 || !slices.Contains(r.Why, "This account is deactivated.") {
				t.Errorf("deactivated: %+v", r)
			}
		})
	}
}

func initials(r access.DataReach) string {
	var out strings.Builder
	for _, right := range r.Rights {
		out.WriteByte(right[0])
	}
	return out.String()
}

// TestNamesTellCaseApart says that a grant counts for the one spelling that it is
// given on, above, at and below it.
func TestNamesTellCaseApart(t *testing.T) {
	t.Parallel()
	m := &writ.Member{ID: "ann", AccountType: writ.AccountBuild}
	grants := []*writ.DataGrant{grant("ann use a.SALES.orders")}
	for path, want := range map[string]bool{"SALES": true, "SALES.orders": true, "sales": false, "sales.orders": false, "SALES.Orders": false} {
		at := access.Place{Connection: warehouseA, Path: strings.Split(path, ".")}
		if d := access.Data(m, nil, grants, at, access.SeeData); d.Allow != want {
			t.Errorf("%s: %+v", path, d)
		}
		if access.Data(m, nil, grants, at, "destroy").Allow {
			t.Error("a right that does not exist was given")
		}
	}
}

// TestGrantData says which levels may be given to whom.
func TestGrantData(t *testing.T) {
	t.Parallel()
	whole := access.Place{Connection: warehouseA}
	schema := access.Place{Connection: warehouseA, Path: writ.Path{"sales"}}
	for _, tc := range []struct {
		member writ.AccountType // "" is all members
		at     access.Place
		want   []writ.DataLevel
	}{
		{"", whole, writ.DataLevels()},
		{"", schema, []writ.DataLevel{writ.DataUse, writ.DataAnnotate}},
		{writ.AccountBuild, whole, writ.DataLevels()},
		{writ.AccountBuild, schema, []writ.DataLevel{writ.DataUse, writ.DataAnnotate}},
		{writ.AccountAnalyze, whole, []writ.DataLevel{writ.DataUse}},
		{writ.AccountView, schema, []writ.DataLevel{writ.DataUse}},
		{writ.AccountAdmin, whole, nil},
	} {
		var m *writ.Member
		if tc.member != "" {
			m = &writ.Member{ID: "ann", AccountType: tc.member}
		}
		if got := access.GrantableData(tc.at, m); !slices.Equal(got, tc.want) {
			t.Errorf("%q on %s: %v, want %v", tc.member, tc.at, got, tc.want)
		}
	}
	d := access.GrantData(writ.DataAnnotate, whole, &writ.Member{AccountType: writ.AccountView})
	if err := d.Err("x"); err == nil || !strings.Contains(err.Error(), "takes Build or more") {
		t.Errorf("a viewer is to annotate: %v", err)
	}
	if access.GrantData("own", whole, nil).Allow || access.GrantData(writ.DataUse, whole, &writ.Member{AccountType: writ.AccountBuild, Deactivated: true}).Allow {
		t.Error("a level that does not exist, or a grant to somebody deactivated, was allowed")
	}
}

// world is a few members and grants on two warehouses.
type world struct {
	members []*writ.Member
	grants  []*writ.DataGrant
	at      access.Place
}

func drawWorld(t *rapid.T) world {
	ids := []writ.MemberID{"ann", "bob", "cy"}
	var w world
	for _, id := range ids {
		w.members = append(w.members, &writ.Member{
			ID: id, AccountType: rapid.SampledFrom(writ.AccountTypes()).Draw(t, "type"), Deactivated: rapid.IntRange(0, 9).Draw(t, "off") == 0,
		})
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "grants") {
		g := &writ.DataGrant{
			ID:         writ.DataGrantID(fmt.Sprint(i)),
			Connection: rapid.SampledFrom([]writ.ConnectionID{warehouseA, warehouseB}).Draw(t, "conn"),
			Path:       drawPath(t), Level: rapid.SampledFrom(writ.DataLevels()).Draw(t, "level"),
		}
		if len(g.Path) > 0 {
			g.Level = rapid.SampledFrom([]writ.DataLevel{writ.DataUse, writ.DataAnnotate}).Draw(t, "inner")
		}
		g.Grantee.Member = rapid.SampledFrom(append(ids, "")).Draw(t, "grantee")
		w.grants = append(w.grants, g)
	}
	w.at = access.Place{Connection: warehouseA, Path: drawPath(t)}
	return w
}

func drawPath(t *rapid.T) writ.Path {
	return writ.Path(rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y"}), 0, 3).Draw(t, "path"))
}

// TestQuestionsAgree asks the same in every form: may somebody, what may they,
// and who may.
func TestQuestionsAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		who := access.WhoReaches(w.members, nil, w.grants, w.at)
		for _, m := range w.members {
			reach := access.Reach(m, nil, w.grants, w.at)
			i := slices.IndexFunc(who, func(r access.DataReach) bool { return r.Member == m })
			if (i >= 0) != (len(reach.Rights) > 0) {
				t.Fatalf("who has %s: %t, explain: %v", m.ID, i >= 0, reach.Rights)
			}
			if len(reach.Why) == 0 {
				t.Fatalf("no reason for what %s may: %v", m.ID, reach.Rights)
			}
			for _, right := range access.DataRights() {
				d := access.Data(m, nil, w.grants, w.at, right)
				if d.Allow != slices.Contains(reach.Rights, right) || len(d.Reasons) == 0 {
					t.Fatalf("%s for %s: check %+v, explain %v", right, m.ID, d, reach.Rights)
				}
				// The grants that are named decide alone: without them it is denied.
				rest := slices.DeleteFunc(slices.Clone(w.grants), func(g *writ.DataGrant) bool { return slices.Contains(d.Via, g) })
				if len(d.Via) > 0 && access.Data(m, nil, rest, w.at, right).Allow {
					t.Fatalf("%s for %s is not due to %v alone", right, m.ID, d.Reasons)
				}
			}
		}
	})
}

// TestGrantsAddUp says that one grant more takes nothing from anybody, gives
// nothing to whom it is not for, and that what may be read may be found on the way
// from the top.
func TestGrantsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		if len(w.grants) == 0 {
			return
		}
		fewer, extra := w.grants[1:], w.grants[0]
		for _, m := range w.members {
			for _, right := range access.DataRights() {
				before, after := access.Data(m, nil, fewer, w.at, right).Allow, access.Data(m, nil, w.grants, w.at, right).Allow
				if before && !after {
					t.Fatalf("%s lost %s by %v", m.ID, right, extra)
				}
				forThem := extra.Grantee.All() || extra.Grantee.Member == m.ID
				if after && !before && (!forThem || extra.Connection != w.at.Connection) {
					t.Fatalf("%s gained %s by %v", m.ID, right, extra)
				}
			}
			if !access.Data(m, nil, w.grants, w.at, access.ReadData).Allow {
				continue
			}
			for up := w.at; ; up.Path = up.Path.Parent() {
				if !access.Data(m, nil, w.grants, up, access.SeeData).Allow {
					t.Fatalf("%s reads %s and does not see %s", m.ID, w.at, up)
				}
				if len(up.Path) == 0 {
					break
				}
			}
		}
	})
}
