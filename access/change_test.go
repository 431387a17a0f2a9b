package access_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// TestChangesCount says that what is put into the World counts from then on, for
// changes that the random organizations make seldom.
func TestChangesCount(t *testing.T) {
	t.Parallel()
	o := newOrg(t, company)
	want := func(who, file string, level writ.Level) {
		t.Helper()
		if got := o.Level(writ.MemberID(who), writ.FileID(file)); got != level {
			t.Errorf("%s on %s: %q, want %q", who, file, got, level)
		}
	}
	o.give("finance", "Plan", writ.LevelView)
	want("vic", "Budget", writ.LevelView)
	o.RemoveTeam("finance")
	want("vic", "Budget", "")
	o.PutTeam(&writ.Team{ID: "finance", Name: "finance"}, []writ.TeamMember{{Member: "vic"}})
	want("vic", "Budget", "") // what a team of before was given is not the new one's

	o.RemoveFile("Deep")
	want("ann", "Deep", "")
	o.RemoveFile("Plan") // before what lies in it: nothing there has a place any more
	want("ann", "Budget", "")
	o.put(o.files["Plan"])
	want("ann", "Budget", writ.LevelEdit)

	o.give("cat", "Plan/Old", writ.LevelManage)
	a, b := *o.files["Plan/Old"], *o.files["Plan/Bob"]
	a.Parent, b.Parent = b.ID, a.ID // two moves of which half has arrived
	o.PutFile(&a)
	o.PutFile(&b)
	want("cat", "Plan/Old", "")
	if p := o.Path("cat", "Plan/Old"); len(p) != 0 || o.ask("cat folder.move Plan/Old to=Plan").Allow {
		t.Errorf("in a circle there is a path: %v", p)
	}
	b.Parent = "Plan"
	o.PutFile(&b)
	want("cat", "Plan/Old", writ.LevelManage)
}

// TestCustomTypes says what an account type gives that an Admin puts together and
// changes.
func TestCustomTypes(t *testing.T) {
	t.Parallel()
	o := newOrg(t, company)
	o.PutType(&writ.CustomType{ID: "1", Name: "Reader", Permissions: []writ.Permission{access.ViewDocuments, access.EditDocuments}})
	o.person("rea", "Reader")
	o.give("all", "Plan", writ.LevelManage)
	o.give("rea", "Rates", writ.LevelEdit)
	for _, step := range []struct {
		do          func()
		plan, rates writ.Level
	}{
		{func() {}, "view", "edit"},
		{func() {
			o.PutType(&writ.CustomType{ID: "1", Name: "Author", Permissions: []writ.Permission{access.ViewDocuments, access.EditDocuments, access.ContributeToFolders}})
		}, "manage", "edit"},
		{func() {
			o.PutType(&writ.CustomType{ID: "1", Name: "Author", Permissions: []writ.Permission{access.ViewDocuments, access.BasicExplore, access.ContributeToFolders}})
		}, "contribute", "view"},
		{func() {
			o.PutType(&writ.CustomType{ID: "1", Name: "Author", Permissions: []writ.Permission{access.EditDocuments}})
		}, "", ""},
		{func() { o.RemoveType("1") }, "", ""},
	} {
		step.do()
		if plan, rates := o.Level("rea", "Plan"), o.Level("rea", "Rates"); plan != step.plan || rates != step.rates {
			t.Errorf("Plan %q, Rates %q; want %+v", plan, rates, step)
		}
	}
}

// TestTrash lists what everybody may take out of the trash.
func TestTrash(t *testing.T) {
	t.Parallel()
	o := newOrg(t, company+"grant bob Plan manage\ntrash Budget\ntrash Private\ntrash Plan/Old")
	for who, want := range map[string][]writ.FileID{
		"ada": {"Budget", "Gone", "Plan/Old", "Private"}, "ann": {"Budget", "Plan/Old", "Private"}, "bob": {"Budget", "Plan/Old"}, "cat": nil,
	} {
		p, err := o.List(access.List{Who: writ.MemberID(who), Trash: true})
		if err != nil || !slices.Equal(p.IDs, want) {
			t.Errorf("%s: %v %v, want %v", who, p.IDs, err, want)
		}
	}
}

// TestOffers says which levels make sense for whom.
func TestOffers(t *testing.T) {
	t.Parallel()
	o := newOrg(t, company)
	for _, tc := range []struct {
		file, to string
		want     []writ.Level
	}{
		{"Budget", "vic", []writ.Level{"view"}}, {"Budget", "act", []writ.Level{"view", "explore"}}, {"Budget", "bob", []writ.Level{"view", "explore", "edit"}},
		{"Rates", "lyn", []writ.Level{"view"}}, {"Plan", "lyn", []writ.Level{"view", "explore"}}, {"Plan", "all", []writ.Level{"view", "explore", "contribute", "manage"}},
		{"home of ann", "bob", nil}, {"nothing", "bob", nil}, {"Rates", "finance", []writ.Level{"view", "edit"}},
	} {
		if got := o.Offers(writ.FileID(tc.file), o.grantee(tc.to)); !slices.Equal(got, tc.want) {
			t.Errorf("%s for %s: %v, want %v", tc.file, tc.to, got, tc.want)
		}
	}
}

// TestListRefuses says what is no list.
func TestListRefuses(t *testing.T) {
	t.Parallel()
	o := newOrg(t, company)
	for _, q := range []access.List{{Sort: "size"}, {Cursor: "%"}, {Cursor: "bnVsbA"}, {Cursor: "e30x"}} {
		if _, err := o.List(q); writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

// TestManyPairs says what WhatIf tells where it does not look at every document.
func TestManyPairs(t *testing.T) {
	t.Parallel()
	o := newOrg(t, company)
	for i := range 1100 {
		o.PutMember(&writ.Member{ID: writ.MemberID(fmt.Sprint("x", i)), AccountType: writ.AccountView})
	}
	for i := range 1000 {
		kind := writ.KindWorkbook
		if i < 300 {
			kind = writ.KindDataset
		}
		o.PutFile(&writ.File{ID: writ.FileID(fmt.Sprint("doc", i)), Kind: kind, Parent: "Other", Owner: "ann", Creator: "ann"})
	}
	o.give("act", "Other", writ.LevelView)
	e := o.WhatIf([]access.GrantChange{{File: "Other", Grantee: writ.AllMembers(), Level: writ.LevelExplore}})
	if len(e.Lose) != 0 || len(e.Gain) != 1108 {
		t.Fatalf("%d gain, %d lose", len(e.Gain), len(e.Lose))
	}
	for _, s := range e.Gain {
		want := access.Shift{Member: s.Member, File: "Other", To: writ.LevelExplore, Documents: 1000}
		switch {
		case s.Member == "act":
			want.From, want.Documents = writ.LevelView, 700
		case s.Member == "vic" || s.Member[0] == 'x':
			want.To = writ.LevelView
		}
		if s != want {
			t.Fatalf("%+v, want %+v", s, want)
		}
	}
}

// TestCheckAllocatesNothing keeps checks cheap.
func TestCheckAllocatesNothing(t *testing.T) {
	o := newOrg(t, company+"grant finance Plan manage")
	q := o.question("bob doc.edit Deep")
	if n := testing.AllocsPerRun(100, func() {
		if !o.May(q) {
			t.Fatal("denied")
		}
	}); n != 0 {
		t.Errorf("a check allocates %v times", n)
	}
}

// TestTeams says who may do what with a team.
func TestTeams(t *testing.T) {
	t.Parallel()
	members := []writ.TeamMember{{Member: "head", Admin: true}, {Member: "in"}}
	for _, tc := range []struct {
		who    writ.MemberID
		kind   writ.AccountType
		public bool
		want   string // see manage govern, as far as allowed; "hidden" if it is
	}{
		{"ada", writ.AccountAdmin, false, "see manage govern "},
		{"head", writ.AccountBuild, false, "see manage "},
		{"in", writ.AccountView, false, "see "},
		{"out", writ.AccountBuild, true, "see "},
		{"out", writ.AccountBuild, false, "hidden"},
	} {
		m, team := &writ.Member{ID: tc.who, AccountType: tc.kind}, &writ.Team{ID: "t", Name: "t", Public: tc.public}
		got := ""
		for _, right := range []access.TeamRight{access.SeeTeam, access.ManageTeam, access.GovernTeam} {
			d := access.Team(m, team, members, right)
			if d.Hidden {
				got = "hidden"
			}
			if d.Allow {
				got += string(right) + " "
			}
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", tc.who, got, tc.want)
		}
		m.Deactivated = true
		if access.Team(m, team, members, access.SeeTeam).Allow {
			t.Errorf("%s is deactivated and sees it", tc.who)
		}
	}
}

// TestDataThroughTeams says that data access of a team is that of its members.
func TestDataThroughTeams(t *testing.T) {
	t.Parallel()
	o := newOrg(t, company)
	grants := []*writ.DataGrant{{Connection: warehouseA, Grantee: writ.Grantee{Team: "finance"}, Level: writ.DataUse}}
	at := access.Place{Connection: warehouseA}
	for who, want := range map[string]bool{"bob": true, "cat": false} {
		if d := access.Data(o.people[who], o.In, grants, at, access.ReadData); d.Allow != want {
			t.Errorf("%s: %+v", who, d)
		}
	}
	if access.Data(o.people["bob"], nil, grants, at, access.ReadData).Allow {
		t.Error("nobody is in a team, and bob reads")
	}
	if teams := o.TeamsOf("bob"); !slices.Equal(teams, []writ.TeamID{"finance"}) {
		t.Errorf("bob is in %v", teams)
	}
}

// TestReadersAndWriters runs every question while facts change, for the race
// detector.
func TestReadersAndWriters(t *testing.T) {
	t.Parallel()
	o := newOrg(t, company)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 200 {
			o.PutGrant(&writ.Grant{ID: "g", File: "Plan", Grantee: writ.Grantee{Member: "bob"}, Level: writ.LevelManage})
			o.PutFile(&writ.File{ID: "moving", Kind: writ.KindWorkbook, Name: fmt.Sprint(i), Parent: "Plan", Owner: "ann", Creator: "ann", UpdatedAt: time.UnixMicro(int64(i))})
			o.RemoveGrant("g")
		}
	}()
	for i := 0; ; i++ {
		select {
		case <-done:
			return
		default:
		}
		_, err := o.List(access.List{Who: "bob", Sort: access.ByUpdated, Limit: 1 + i%3})
		o.ask("bob doc.edit moving")
		o.Standing("bob", "moving")
		o.Who(access.Who{File: "Plan"})
		if err != nil {
			t.Fatal(err)
		}
	}
}
