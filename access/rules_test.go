package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// company is where the rules are tried: Plan is a workspace with a workbook and a
// dataset of ann's, a folder, and one of bob's making.
const company = `
	member ada Admin
	member eve Admin
	member ann Build
	member bob Build
	member cat Build
	member lyn Analyze
	member act Act
	member vic View
	team finance bob lyn vic
	folder Plan
	folder Plan/Old ann
	folder Plan/Bob bob
	folder Other
	workbook Budget Plan ann
	workbook Deep Plan/Old ann
	workbook Bobs Plan bob
	dataset Rates Plan ann
	workbook Private - ann
	folder Gone
	workbook Lost Gone ann
	trash Gone
`

// TestLevels is the table of levels: what a grant on the workspace gives on what
// lies in it, and what each level lets do.
func TestLevels(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		given    writ.Level
		on       string
		want     map[string]writ.Level
		may, not string // actions on the document or folder named first
	}{
		{"view", "Plan", map[string]writ.Level{"Plan": "view", "Plan/Old": "view", "Budget": "view", "Deep": "view", "Rates": "view", "Bobs": "edit", "Private": "", "Other": ""},
			"Budget doc.view doc.copy doc.export doc.schedule_export doc.enter_view", "Budget doc.enter_explore doc.enter_draft doc.explore doc.edit doc.publish doc.share doc.delete doc.move doc.rename doc.use_as_source"},
		{"explore", "Plan", map[string]writ.Level{"Plan": "explore", "Budget": "explore", "Rates": "view"},
			"Budget doc.explore doc.copy doc.enter_explore doc.enter_view", "Budget doc.edit doc.share doc.enter_draft"},
		{"contribute", "Plan", map[string]writ.Level{"Plan": "contribute", "Budget": "explore", "Rates": "view", "Bobs": "edit"},
			"Plan folder.view folder.create_doc folder.create_folder", "Plan folder.rename folder.share folder.delete folder.move folder.revoke"},
		{"manage", "Plan", map[string]writ.Level{"Plan": "manage", "Plan/Bob": "manage", "Budget": "edit", "Deep": "edit", "Rates": "edit", "Private": ""},
			"Plan folder.rename folder.share folder.revoke folder.delete folder.create_doc", "Plan folder.move"},
		{"manage", "Plan/Old", map[string]writ.Level{"Plan": "", "Plan/Old": "manage", "Deep": "edit", "Budget": ""},
			"Plan/Old folder.move folder.delete", "Plan folder.view"},
		{"edit", "Budget", map[string]writ.Level{"Budget": "edit", "Plan": "", "Rates": "", "Deep": ""},
			"Budget doc.enter_draft doc.enter_explore doc.enter_view doc.edit doc.publish doc.share doc.revoke doc.delete doc.rename doc.move doc.explore", "Budget doc.reassign_owner doc.use_as_source doc.restore"},
		{"explore", "Budget", map[string]writ.Level{"Budget": "explore"}, "Budget doc.explore doc.view", "Budget doc.edit"},
		{"view", "Rates", map[string]writ.Level{"Rates": "view"}, "Rates doc.use_as_source doc.export doc.enter_view", "Rates doc.explore doc.edit doc.enter_explore"},
		{"edit", "Rates", map[string]writ.Level{"Rates": "edit"}, "Rates doc.use_as_source doc.edit doc.enter_explore", "Rates doc.explore"},
	} {
		t.Run(string(tc.given)+" on "+tc.on, func(t *testing.T) {
			o := newOrg(t, company)
			o.give("bob", tc.on, tc.given)
			for file, want := range tc.want {
				if got := o.Level("bob", writ.FileID(file)); got != want {
					t.Errorf("level on %s: %q, want %q", file, got, want)
				}
			}
			for list, want := range map[string]bool{tc.may: true, tc.not: false} {
				f := strings.Fields(list)
				for _, action := range f[1:] {
					if d := o.ask("bob " + action + " " + f[0]); d.Allow != want || len(d.Reasons) == 0 {
						t.Errorf("%s on %s: %+v, want %t", action, f[0], d, want)
					}
				}
			}
		})
	}
}

// rules are the rules, one group each, in the order of the documentation.
var rules = []struct {
	rule  string
	more  string // lines of the organization
	yes   []string
	no    []string
	named string // what a reason of the last refusal says
}{
	{rule: "the owner is whom an Admin makes one, of those who have access",
		more: "grant bob Plan view\ngrant cat Budget view\nmember off Build\ngrant off Budget view\noff off",
		yes:  []string{"ada doc.reassign_owner Budget owner=bob", "ada doc.reassign_owner Budget owner=cat", "ada doc.reassign_owner Budget"},
		no: []string{"ann doc.reassign_owner Budget owner=cat", "ada doc.reassign_owner Budget owner=ann", "ada doc.reassign_owner Budget owner=off",
			"ada doc.reassign_owner Budget owner=nobody", "ada doc.reassign_owner Budget owner=ada", "ada doc.reassign_owner Private owner=cat"},
		named: "cat has no access to it"},
	{rule: "an Admin takes over from a deactivated owner",
		more:  "off ann",
		yes:   []string{"ada doc.reassign_owner Budget owner=eve", "ada doc.reassign_owner Private owner=ada"},
		no:    []string{"bob doc.reassign_owner Budget owner=bob", "ada doc.reassign_owner Budget owner=cat"},
		named: "cat has no access"},
	{rule: "an Admin manages access everywhere and opens nothing without a grant",
		yes: []string{"ada doc.share Budget", "ada doc.revoke Budget", "ada folder.share Plan", "ada folder.revoke Plan/Old", "ada doc.share Private",
			"ada doc.offer_level Budget level=edit grantee=ada"},
		no:    []string{"ada doc.edit Budget", "ada folder.rename Plan", "ada folder.delete Plan", "ada folder.view Plan", "ada doc.view Budget"},
		named: "an Admin may give it to themselves"},
	{rule: "editors and managers share",
		more: "grant bob Budget edit\ngrant cat Plan manage",
		yes:  []string{"bob doc.share Budget", "bob doc.offer_level Budget level=view grantee=vic", "cat doc.revoke Deep", "cat folder.share Plan/Old", "ann doc.share Private"},
		no:   []string{"bob folder.share Plan", "bob doc.offer_level Budget level=edit grantee=bob"}, named: "Only Admins may give access to themselves"},
	{rule: "grants add up, and a lower one nearer by takes nothing",
		more: "grant bob Plan manage\ngrant bob Plan/Old view\ngrant bob Deep view\ngrant finance Budget view",
		yes:  []string{"bob doc.edit Deep", "bob doc.edit Budget"}},
	{rule: "levels do not add up to something higher",
		more: "grant bob Budget view\ngrant finance Budget explore\ngrant all Plan view", no: []string{"bob doc.edit Budget"}, yes: []string{"bob doc.explore Budget"},
		named: "that takes Can edit"},
	{rule: "a grant on a document opens no folder, and none on a folder what is beside it",
		more: "grant bob Deep edit\ngrant cat Plan/Old manage", no: []string{"bob folder.view Plan/Old", "cat doc.view Budget", "cat folder.view Plan"}, yes: []string{"cat doc.view Deep"},
		named: "does not exist, or you have no access"},
	{rule: "the account type caps",
		more: "grant all Plan manage\ngrant finance Other contribute",
		yes:  []string{"vic doc.view Budget", "act doc.explore Budget", "lyn doc.export Budget", "lyn folder.view Other"},
		no:   []string{"vic doc.explore Budget", "act doc.export Budget", "lyn doc.edit Budget", "lyn folder.create_doc Other", "vic doc.copy Budget"}, named: "The account type View may not"},
	{rule: "more than the account type allows is not given to a member",
		yes:   []string{"ada doc.offer_level Budget level=explore grantee=act", "ada folder.offer_level Plan level=manage grantee=finance", "ada folder.offer_level Plan level=manage grantee=all"},
		no:    []string{"ada folder.offer_level Plan level=contribute grantee=lyn", "ada doc.offer_level Budget level=edit grantee=lyn", "ada doc.offer_level Budget level=explore grantee=vic"},
		named: "vic has the account type View, which does not allow Can explore"},
	{rule: "levels are those of the kind",
		yes: []string{"ada folder.offer_level Plan level=view", "ada doc.offer_level Rates level=edit"},
		no: []string{"ada folder.offer_level Plan level=edit", "ada doc.offer_level Rates level=explore", "ada doc.offer_level Budget level=manage",
			"ada doc.offer_level Budget level=own", "ada doc.offer_level Budget level=view grantee=nosuch", "ada doc.offer_level Budget level=contribute"}, named: "choose Can view, Can explore or Can edit"},
	{rule: "who is deactivated has nothing",
		more: "grant bob Plan manage\noff bob", no: []string{"bob doc.view Budget", "bob doc.view Bobs", "bob request_access Budget", "bob folder.view home-bob"},
		named: "This account is deactivated"},
	{rule: "who created it edits and moves it where they can contribute",
		more: "owner Bobs ann\ngrant bob Plan contribute\ngrant bob Other contribute",
		yes: []string{"bob doc.edit Bobs", "bob doc.delete Bobs", "bob doc.move Bobs to=Other", "bob doc.copy Budget to=Other", "bob doc.copy Budget",
			"bob folder.rename Plan/Bob", "bob folder.delete Plan/Bob", "bob folder.move Plan/Bob to=Other"},
		no: []string{"bob doc.move Budget to=Other", "bob folder.rename Plan/Old", "bob folder.delete Plan/Old", "bob doc.move Bobs to=Gone"}, named: "no such folder to put it into"},
	{rule: "and has nothing left without the grant", more: "owner Bobs ann", no: []string{"bob doc.view Bobs"}, named: "does not exist"},
	{rule: "the own folder goes only with Can edit on everything in it",
		more:  "workbook Foreign Plan/Bob ann\ngrant bob Plan contribute",
		yes:   []string{"bob folder.rename Plan/Bob"},
		no:    []string{"bob folder.move Plan/Bob to=Plan", "bob folder.delete Plan/Bob"},
		named: "others created"},
	{rule: "others' trash in it does not count, unless it would move along",
		more: "workbook Foreign Plan/Bob ann\ntrash Foreign\ngrant bob Plan contribute", yes: []string{"bob folder.delete Plan/Bob"},
		no: []string{"bob folder.move Plan/Bob to=home-bob"}, named: "others created"},
	{rule: "who made a folder deletes it for good only with Can edit on everything in it",
		more: "workbook Foreign Plan/Bob ann\ntrash Plan/Bob\ngrant bob Plan contribute", yes: []string{"bob folder.restore Plan/Bob", "ada folder.purge Plan/Bob"},
		no: []string{"bob folder.purge Plan/Bob"}, named: "others created"},
	{rule: "folders are not moved below themselves, workspaces not at all",
		more: "grant bob Plan manage\nfolder Plan/Old/In ann",
		yes:  []string{"bob folder.move Plan/Old to=Plan/Bob"},
		no:   []string{"bob folder.move Plan/Old to=Plan/Old", "bob folder.move Plan to=Other", "bob folder.move Plan/Old to=Plan/Old/In"}, named: "cannot be moved into itself"},
	{rule: "moving and copying need Can contribute where it goes",
		more:  "grant bob Budget edit\ngrant bob Plan view",
		yes:   []string{"bob doc.move Budget", "bob doc.move Budget to=home-bob", "bob doc.copy Budget", "bob doc.copy Budget to=home-bob"},
		no:    []string{"bob doc.move Budget to=Plan", "bob doc.copy Budget to=Plan", "bob doc.move Budget to=home-ann", "bob doc.move Budget to=nowhere"},
		named: "There is no such folder to put it into"},
	{rule: "My documents is its owner's alone",
		more: "folder Work\ngrant all Private view",
		yes:  []string{"bob doc.view Private", "ann doc.delete Private"},
		no:   []string{"bob doc.edit Private", "ada folder.share home-ann"}, named: "does not exist"},
	{rule: "what is in the trash is taken out by owner, manager and Admin",
		more: "grant bob Gone manage\ngrant cat Gone contribute\ntrash Budget",
		yes:  []string{"bob folder.restore Gone", "ada folder.restore Gone", "ada folder.purge Gone", "ann doc.restore Budget", "ada doc.purge Budget"},
		no:   []string{"ann doc.view Lost", "ann doc.edit Budget", "bob folder.view Gone", "bob doc.restore Lost", "bob folder.restore Plan", "cat doc.restore Budget", "cat folder.restore Gone"}, named: "does not exist"},
	{rule: "access is asked for where there is none, and for what is not there",
		more: "grant cat Budget view",
		yes:  []string{"bob request_access Budget", "bob request_access nothing", "bob request_access Plan"},
		no:   []string{"bob request_access Bobs", "cat request_access Budget"}, named: "You have Can view on it already"},
	{rule: "what does not fit is refused",
		more: "grant bob Plan manage",
		no:   []string{"bob doc.edit Plan", "bob folder.rename Budget", "bob doc.explore Rates", "bob doc.fly Budget", "bob doc.restore Budget"}, named: "It is not in the trash"},
}

// TestRules asks everything that rules say.
func TestRules(t *testing.T) {
	t.Parallel()
	for _, tc := range rules {
		t.Run(tc.rule, func(t *testing.T) {
			o := newOrg(t, company+tc.more)
			for _, q := range tc.yes {
				if d := o.ask(q); !d.Allow || d.Hidden || len(d.Reasons) == 0 || d.Err("x") != nil {
					t.Errorf("%s: %+v", q, d)
				}
			}
			var last access.Decision
			for _, q := range tc.no {
				if last = o.ask(q); last.Allow || len(last.Reasons) == 0 || last.Err("x") == nil {
					t.Errorf("%s: %+v", q, last)
				}
			}
			if !strings.Contains(strings.Join(last.Reasons, " "), tc.named) {
				t.Errorf("the last reason is %q; it does not say %q", last.Reasons, tc.named)
			}
		})
	}
}

// TestHidden says that what a member may not see and what is not there are refused
// in the same words.
func TestHidden(t *testing.T) {
	t.Parallel()
	o := newOrg(t, company)
	for _, action := range access.Actions() {
		if action == access.RequestAccess {
			continue
		}
		for _, file := range []string{"Budget", "Plan", "Private", "Gone", "Lost"} {
			there, absent := o.ask("bob "+string(action)+" "+file).Err("x"), o.ask("bob "+string(action)+" nothing").Err("x")
			if writ.CodeOf(there) != writ.CodeNotFound || there.Error() != absent.Error() {
				t.Errorf("%s on %s: %v, and on nothing: %v", action, file, there, absent)
			}
		}
	}
}

// TestWhy says how reasons read.
func TestWhy(t *testing.T) {
	t.Parallel()
	o := newOrg(t, company+`
		owner Bobs ann
		grant finance Plan contribute
		grant bob Deep view
		grant all Rates view
	`)
	for _, tc := range []struct{ who, file, want string }{
		{"bob", "Budget", "bob has Can explore because the team finance has Can contribute on the workspace “Plan”."},
		{"bob", "Bobs", "bob has Can edit because the team finance has Can contribute on the workspace “Plan” and created it."},
		{"lyn", "Budget", "lyn has Can explore because the team finance has Can contribute on the workspace “Plan”."},
		{"lyn", "Plan", "lyn has Can contribute because the team finance has Can contribute on the workspace “Plan”. The account type Analyze leaves Can explore of it."},
		{"cat", "Rates", "cat has Can view because all members have Can view on the dataset “Rates”."},
		{"ann", "Budget", "ann owns it."},
		{"cat", "Budget", "Nothing gives cat access."},
		{"cat", "home of cat", "cat has Can manage because it is in their own My documents."},
	} {
		s := o.Standing(writ.MemberID(tc.who), writ.FileID(tc.file))
		if got := strings.Join(s.Why, " "); got != tc.want {
			t.Errorf("%s on %s: %q, want %q", tc.who, tc.file, got, tc.want)
		}
	}
	s := o.Standing("bob", "Deep")
	var via []string
	for _, v := range s.Via {
		via = append(via, string(v.File)+" "+string(v.Gives))
	}
	if !slices.Equal(via, []string{"Deep view", "Plan explore"}) || s.Level != writ.LevelExplore || s.Manages || s.Owner {
		t.Errorf("bob on Deep: %+v", s)
	}
}
