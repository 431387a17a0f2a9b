package scenario_test

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access/scenario"
)

// plan is a setup that most tests share: bob sees a workspace with a workbook and a
// dataset of ann's, whose My documents hold one more.
const plan = `"setup": {"users": {"ann": "member", "bob": "member", "root": "admin", "low": "Reader"}, "account_types": {"Reader": ["viewDocuments"]},
	"teams": {"finance": ["bob", "low"]}, "folders": {"Plan": null, "Plan/Old": "Plan"}, "folder_owner": {"Plan/Old": "bob"},
	"docs": {"Budget": {"kind": "workbook", "folder": "Plan", "owner": "ann", "sources": ["Rates"]}, "Rates": {"kind": "dataset", "folder": "Plan/Old", "owner": "ann", "creator": "bob"},
	"Mine": {"kind": "data-model", "folder": null, "owner": "ann"}, "Lost": {"kind": "workbook", "folder": "Plan", "owner": "ann"}},
	"grants": [["team:finance", "folder:Plan", "contribute"], ["all", "doc:Mine", "view"]], "trashed": ["doc:Lost"]}`

func one(t *testing.T, text string) *scenario.Scenario {
	t.Helper()
	all, err := scenario.Read("test.jsonl", strings.NewReader(strings.ReplaceAll(text, "\n", " ")))
	if err != nil || len(all) != 1 {
		t.Fatalf("%d scenarios, %v", len(all), err)
	}
	return &all[0]
}

// TestExpectations asks everything that a line can expect.
func TestExpectations(t *testing.T) {
	t.Parallel()
	s := one(t, `{"id": "plan", "note": "for people", `+plan+`, "who": "bob", "action": "doc.move", "object": "Rates", "args": {"to": "Plan"}, "allowed": true,
		"effective_levels": {"bob": {"Budget": "explore", "Rates": "edit", "Mine": "view", "Lost": "none", "Plan": "contribute"}, "low": {"Budget": "view"}, "root": {"Mine": "view"}},
		"checks": [["bob", "folder.delete", "Plan/Old", true], ["low", "folder.create_doc", "Plan", false], ["root", "doc.restore", "Lost", true], ["bob", "request_access", "Lost", true]]}`)
	if s.ID != "plan" || s.Line != 1 || len(s.Checks) != 5 || len(s.Levels) != 7 {
		t.Fatalf("read as %+v", s)
	}
	if got := s.Test(); len(got) != 0 {
		t.Errorf("differences: %v", got)
	}
}

// TestArguments asks the actions that take one.
func TestArguments(t *testing.T) {
	t.Parallel()
	for _, tc := range []string{
		`"who": "root", "action": "doc.reassign_owner", "object": "Budget", "args": {"to": "bob"}, "allowed": true`,
		`"who": "root", "action": "doc.reassign_owner", "object": "Mine", "args": {"to": "ann"}, "allowed": false`,
		`"who": "root", "action": "folder.offer_level", "object": "Plan", "args": {"level": "explore", "grantee": "user:low"}, "allowed": false`,
		`"who": "root", "action": "folder.offer_level", "object": "Plan", "args": {"level": "explore", "grantee": "team:finance"}, "allowed": true`,
		`"who": "root", "action": "doc.offer_level", "object": "Rates", "args": {"level": "explore"}, "allowed": false`,
	} {
		if got := one(t, "{"+plan+", "+tc+"}").Test(); len(got) != 0 {
			t.Errorf("%s: %v", tc, got)
		}
	}
}

// TestDifferences says how a difference reads.
func TestDifferences(t *testing.T) {
	t.Parallel()
	s := one(t, `{"id": "x", `+plan+`, "who": "bob", "action": "doc.copy", "object": "Budget", "args": {"to": "Plan"}, "allowed": false,
		"checks": [["ann", "folder.view", "Plan", true]], "effective_levels": {"low": {"Plan": "contribute"}}}`)
	var got []string
	for _, d := range s.Test() {
		got = append(got, d.String())
	}
	want := []string{
		"ann folder.view Plan: denied, expected allowed: Nothing gives ann access.",
		"bob doc.copy Budget to=Plan: allowed, expected denied: bob has Can explore because the team finance has Can contribute on the workspace “Plan”.",
		"the level of low on Plan: Can view, expected Can contribute: low has Can contribute because the team finance has Can contribute on the workspace “Plan”. The account type Reader leaves Can view of it.",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestSlips says that what cannot be meant is refused with its line, and not taken
// for a denial.
func TestSlips(t *testing.T) {
	t.Parallel()
	const ask = `"who": "ann", "action": "doc.view", "object": "d", "allowed": true`
	setup := func(more string) string {
		return `{"setup": {"users": {"ann": "member"}, "docs": {"d": {"kind": "workbook", "folder": null, "owner": "ann"}}` + more + `}, ` + ask + `}`
	}
	for text, want := range map[string]string{
		`{`:       "no scenario",
		`[]`:      "no scenario",
		`{} x`:    "follows",
		`{}`:      "expects nothing",
		`{"a":1}`: "unknown field",
		`{"who": "ann", "action": "doc.view", "object": "d"}`:  "needs who, action, object and allowed",
		`{"checks": [["ann", "doc.view", "d"]]}`:               "a check is",
		`{"checks": [["ann", "doc.view", "d", "yes"]]}`:        "a check is",
		`{"checks": [["ann", "doc.fly", "d", true]]}`:          "no action",
		setup(`, "trashed": ["d"]`):                            `no "d"`,
		setup(`, "teams": {"t": ["bob"]}`):                     `no user "bob"`,
		setup(`, "deactivated": ["bob"]`):                      `no user "bob"`,
		setup(`, "grants": [["ann", "doc:d", "view"]]`):        "write user:NAME",
		setup(`, "grants": [["user:ann", "doc:e", "view"]]`):   `no "doc:e"`,
		setup(`, "grants": [["all", "doc:d", "manage"]]`):      `no level "manage"`,
		setup(`, "grants": [["all", "doc:d"]]`):                `no level ""`,
		setup(`, "folders": {"a": "b", "b": "a"}`):             "circle",
		setup(`, "folders": {"a": "b"}`):                       `no folder "b"`,
		setup(`, "folder_owner": {"a": "ann"}`):                "folder_owner",
		setup(`, "account_types": {"x": ["fly"]}`):             `no permission "fly"`,
		`{"setup": {"users": {"ann": "king"}}, ` + ask + `}`:   `no account type "king"`,
		`{"setup": {"users": {"ann": "member"}}, ` + ask + `}`: `no "doc:d"`,
		`{"setup": {"users": {"ann": "member"}, "docs": {"d": {"kind": "page", "folder": null, "owner": "ann"}}}, ` + ask + `}`: `no kind "page"`,
		strings.Replace(setup(""), `"allowed"`, `"effective_levels": {"ann": {"d": "king"}}, "allowed"`, 1):                     `no level "king"`,
		strings.Replace(setup(""), `"allowed"`, `"effective_levels": {"bob": {"d": "view"}}, "allowed"`, 1):                     "no such user or thing",
	} {
		_, err := scenario.Read("slips.jsonl", strings.NewReader("\n\n"+text+"\n"))
		if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), "slips.jsonl, line 3: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v; want %q", text, err, want)
		}
	}
}

// FuzzRead says that whatever can be read can be tested.
func FuzzRead(f *testing.F) {
	f.Add(strings.ReplaceAll(`{`+plan+`, "checks": [["bob", "doc.edit", "Budget", true]]}`, "\n", " "))
	f.Add(`{"setup": {"users": {"ann": "member"}, "folders": {"a": "a"}}, "who": "ann", "action": "folder.view", "object": "a", "allowed": false}`)
	f.Add("{}\n\n[1]")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := scenario.Read("fuzz", strings.NewReader(text))
		if (err != nil) && writ.CodeOf(err) != writ.CodeInvalid {
			t.Fatal(err)
		}
		for _, s := range all {
			if s.Setup == nil {
				continue
			}
			if n := len(s.Test()); n > len(s.Checks)+len(s.Levels) {
				t.Fatalf("%d differences of %d expectations", n, len(s.Checks)+len(s.Levels))
			}
		}
	})
}
