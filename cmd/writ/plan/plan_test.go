package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/cmd/writ/plan"
)

var permissions = []writ.Permission{"viewDocuments", "comment", "exportData"}

var platforms = map[writ.Platform]plan.Platform{
	writ.PlatformPostgres: {Fields: []string{"host", "user", "password"}, Secrets: []string{"password"}, Destination: []plan.Field{{Name: "writeSchema"}, {Name: "writeTo", Value: "x"}}},
	writ.PlatformDuckDB:   {Embedded: true, Fields: []string{"file"}},
}

// state is a small organization.
func state() *plan.State {
	private, text := false, "Who plans"
	return &plan.State{
		People:      map[string]bool{"ann@example.com": true, "bob@example.com": true, "gone@example.com": false},
		Types:       map[string]int{"Planner": 1},
		Permissions: permissions, Platforms: platforms,
		Organization: plan.Organization{
			AccountTypes: []*plan.AccountType{{Name: "Planner", Permissions: permissions[:2]}, {Name: "Unused", Permissions: []writ.Permission{}}},
			Teams:        []*plan.Team{{Name: "Finance", Description: &text, Public: &private, Members: []plan.Member{{Email: "ann@example.com", Admin: true}, {Email: "bob@example.com"}}}},
			Workspaces: []*plan.Folder{{ID: "w", Name: "Plan", Grants: []plan.Grant{{ID: "g", To: plan.Grantee{Team: "Finance"}, Level: writ.LevelView}}, Folders: []*plan.Folder{
				{ID: "f", Name: "2027", Folders: []*plan.Folder{}},
			}}},
			Connections: []*plan.Connection{{
				Name: "warehouse", Type: writ.PlatformPostgres,
				Details:     []plan.Field{{Name: "host", Value: "db"}, {Name: "user", Value: "a ${b}"}, {Name: "password", Secret: true}},
				WriteAccess: []plan.Field{{Name: "writeSchema", Value: "writ"}, {Name: "writeTo", Value: "x"}},
				Access:      []plan.DataGrant{{ID: "d", To: plan.Grantee{}, Level: writ.DataUse, Path: writ.Path{"sales"}}},
			}},
		},
	}
}

func env(name string) (string, bool) {
	value, ok := map[string]string{"SECRET": "s3cret", "HOST": "db", "WRIT_WAREHOUSE_PASSWORD": "old"}[name]
	return value, ok
}

// compare plans a file against the small organization.
func compare(t *testing.T, text string, prune bool) ([]string, error) {
	t.Helper()
	o, err := plan.Parse("org.yaml", []byte(text))
	if err != nil {
		return nil, err
	}
	changes, err := plan.Compare(o, state(), plan.Options{File: "org.yaml", Prune: prune, Env: env})
	lines := make([]string, len(changes))
	for i, c := range changes {
		lines[i] = c.String()
		if text := fmt.Sprintf("%v", c); strings.Contains(text, "s3cret") && strings.Contains(lines[i], "s3cret") {
			t.Errorf("the plan tells a secret: %s", text)
		}
	}
	return lines, err
}

func TestPlans(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, file string
		prune      bool
		want       []string
	}{
		{name: "nothing", file: ""},
		{name: "only a comment", file: "# nothing\n"},
		{name: "names alone", file: "teams: {finance: }\nworkspaces:\n  Plan:\n    folders:\n      2027:\n"},
		{name: "a new type", file: "accountTypes: {Reader: {permissions: [comment, viewDocuments]}}", want: []string{
			`+ account type "Reader": viewDocuments, comment`,
		}},
		{name: "a type that changes", file: "accountTypes: {planner: {description: x, permissions: [exportData, viewDocuments]}}", want: []string{
			`~ account type "planner": described as "x", may exportData, may no longer comment`,
		}},
		{name: "a type that goes", file: "accountTypes: {Planner: }", prune: true, want: []string{`- account type "Unused"`}},
		{name: "a new team", file: "teams: {HR: {visibility: public, admins: [bob@example.com]}}", want: []string{
			`+ team "HR": public`, `+ team "HR": bob@example.com is a team admin`,
		}},
		{name: "a team that changes", file: "teams: {Finance: {description: '', visibility: public, members: [ann@example.com]}}", want: []string{
			`~ team "Finance": described as "", public`, `~ team "Finance": ann@example.com is a member`,
		}},
		{name: "members who go", file: "teams: {Finance: {admins: [ann@example.com]}}", prune: true, want: []string{`- team "Finance": bob@example.com`}},
		{name: "members who are not spoken of", file: "teams: {Finance: {visibility: private}}", prune: true},
		{name: "a team that goes", file: "teams: {}", prune: true, want: []string{`- team "Finance": with everything that was given to it`}},
		{name: "new folders", file: "workspaces: {New: {description: d, grants: {all: view}, folders: {In: {grants: {ann@example.com: manage}}}}}", want: []string{
			`+ workspace "New"`, `+ workspace "New": all Can view`, `+ folder "New / In"`, `+ folder "New / In": ann@example.com Can manage`,
		}},
		{name: "another level", file: "workspaces: {Plan: {grants: {'team:FINANCE': contribute}}}", want: []string{
			`~ workspace "Plan": team:FINANCE Can contribute instead of Can view`,
		}},
		{name: "a grant to a new team", file: "teams: {HR: }\nworkspaces: {Plan: {grants: {team:HR: view}}}", want: []string{
			`+ team "HR": private`, `+ workspace "Plan": team:HR Can view`,
		}},
		{name: "grants and folders that go", file: "workspaces: {Plan: {grants: {}, folders: {}}}", prune: true, want: []string{
			`- folder "Plan / 2027": into the trash, with all that is in it`, `- workspace "Plan": team:Finance Can view`,
		}},
		{name: "a new connection", file: "connections: {new: {type: postgres, details: {host: 'h${HOST}', password: '${SECRET}'}, access: [{to: all, level: use}]}}", want: []string{
			`+ connection "new": postgres`, `+ connection "new": all Can use`,
		}},
		{name: "the same connection", file: "connections: {warehouse: {type: postgres, details: {host: '${HOST}', user: 'a $${b}', password: '${UNSET}'}, writeAccess: {writeSchema: writ}}}"},
		{name: "a connection that changes", file: "connections: {warehouse: {type: postgres, details: {host: other}, writeAccess: false}}", want: []string{
			`~ connection "warehouse": host "other", write access off`,
		}},
		{name: "data access", file: "connections: {warehouse: {type: postgres, access: [{to: 'team:finance', level: write}, {to: all, level: annotate, path: [sales]}]}}", want: []string{
			`+ connection "warehouse": team:finance Can write only`, `~ connection "warehouse": all Can use & annotate on sales instead of Can use`,
		}},
		{name: "connections that go", file: "connections: {}", prune: true, want: []string{`- connection "warehouse": archived; nothing in its warehouse is touched`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := compare(t, tc.file, tc.prune)
			if err != nil || !slices.Equal(got, tc.want) {
				t.Errorf("%v\n%s\nwant\n%s", err, strings.Join(got, "\n"), strings.Join(tc.want, "\n"))
			}
		})
	}
}

// TestMistakes says that what cannot be is told with its line and how to mend it,
// all of it at once.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		file string
		want []string
	}{
		"no YAML":              {"teams:\n\tx", []string{"org.yaml:2: this is not YAML"}},
		"two documents":        {"teams: {}\n---\nteams: {}\n", []string{"a second document"}},
		"a list":               {"- a", []string{"org.yaml:1:", "mapping"}},
		"an unknown field":     {"teams:\n  A:\n    member: [x@example.com]", []string{"org.yaml:3: a team has no member; it can have admins, description, members, visibility"}},
		"several":              {"team: 1\nteams:\n  A: {visibility: open}", []string{"org.yaml:1:", "org.yaml:3: visibility is \"open\"; it can be public, private"}},
		"twice":                {"teams:\n  A:\n  a:\n", []string{"org.yaml:3: a is there already, on line 2"}},
		"an alias":             {"teams:\n  A: &x {visibility: public}\n  B: *x\n", []string{"org.yaml:2: anchors", "org.yaml:3: anchors"}},
		"no address":           {"teams: {A: {members: [ann]}}", []string{`"ann" is not an e-mail address`}},
		"in it twice":          {"teams: {A: {members: [ann@example.com], admins: [ANN@example.com]}}", []string{"twice"}},
		"a stranger":           {"teams: {A: {members: [eve@example.com]}}", []string{"there is no member eve@example.com; writ member add eve@example.com"}},
		"somebody deactivated": {"teams: {A: {members: [gone@example.com]}}", []string{"gone@example.com is deactivated"}},
		"nobody":               {"workspaces: {A: {grants: {everyone: view}}}", []string{`"everyone" is nobody`}},
		"no team":              {"workspaces: {A: {grants: {team:X: view}}}", []string{"there is no team X"}},
		"no level":             {"workspaces: {A: {grants: {all: edit}}}", []string{`"edit"; it can be view, explore, contribute, manage`}},
		"a built-in type":      {"accountTypes: {build: }", []string{"built-in"}},
		"no permission":        {"accountTypes: {A: {permissions: [fly]}}", []string{"there is no permission fly; there are viewDocuments"}},
		"a permission twice":   {"accountTypes: {A: {permissions: [comment, comment]}}", []string{"comment is there twice"}},
		"no type":              {"connections: {A: {}}", []string{"has no type"}},
		"no platform":          {"connections: {A: {type: oracle}}", []string{"no platform oracle"}},
		"another platform":     {"connections: {warehouse: {type: duckdb}}", []string{"stays so"}},
		"no such field":        {"connections: {A: {type: postgres, details: {hots: x}}}", []string{"has no hots; it can have host, user, password"}},
		"a secret in clear":    {"connections: {A: {type: postgres, details: {password: abc}}}", []string{"write ${ITS_NAME}"}},
		"a half secret":        {"connections: {A: {type: postgres, details: {password: 'a${SECRET}'}}}", []string{"write ${ITS_NAME}"}},
		"an unset variable":    {"connections: {A: {type: postgres, details: {host: '${NOPE}'}}}", []string{"environment variable NOPE, which is not set"}},
		"access without level": {"connections: {A: {type: postgres, access: [{to: all}]}}", []string{"at which level"}},
		"access twice":         {"connections: {A: {type: postgres, access: [{to: all, level: use}, {to: all, level: admin}]}}", []string{"already"}},
		"a null":               {"teams: {A: {description: }}", []string{`write "" for an empty one`}},
		"a name with space":    {"teams: {' A': }", []string{"begins or ends with a space"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := compare(t, tc.file, false)
			if writ.CodeOf(err) != writ.CodeInvalid {
				t.Fatalf("%v, %q", err, got)
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%v does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "abc") {
				t.Errorf("%v tells a secret", err)
			}
		})
	}
	deep := "workspaces:\n"
	for i := range writ.MaxDepth + 1 {
		deep += strings.Repeat("  ", 2*i+1) + "x:\n" + strings.Repeat("  ", 2*i+2) + "folders:\n"
	}
	if _, err := compare(t, deep, false); err == nil || !strings.Contains(err.Error(), "at most 64 deep") {
		t.Errorf("too deep: %v", err)
	}
	if _, err := compare(t, "accountTypes: {Unused: }", true); err == nil || !strings.Contains(err.Error(), "1 members have it") {
		t.Errorf("a type that somebody has was to go: %v", err)
	}
	if _, err := compare(t, "teams: {}\nworkspaces: {A: {grants: {team:Finance: view}}}", true); err == nil || !strings.Contains(err.Error(), "so it would go") {
		t.Errorf("a grant to a team that goes: %v", err)
	}
}

// TestSecretsAreSentAgain says that a rotated secret can be sent, and that its value
// is in what is carried out and nowhere in what is shown.
func TestSecretsAreSentAgain(t *testing.T) {
	t.Parallel()
	o, err := plan.Parse("org.yaml", []byte("connections: {warehouse: {type: postgres, details: {password: '${SECRET}'}}}"))
	if err != nil {
		t.Fatal(err)
	}
	changes, err := plan.Compare(o, state(), plan.Options{Secrets: true, Env: env})
	if err != nil || len(changes) != 1 || changes[0].String() != `~ connection "warehouse": password sent` {
		t.Fatalf("%v, %v", changes, err)
	}
	put, ok := changes[0].Step.(plan.PutConnection)
	if !ok || !slices.Contains(put.Want.Details, plan.Field{Name: "password", Value: "s3cret", Line: 1}) {
		t.Errorf("%+v", changes[0].Step)
	}
}

// TestSameNames says that a name which several folders have can be left alone, and
// not be spoken of.
func TestSameNames(t *testing.T) {
	t.Parallel()
	have := state()
	have.Workspaces = append(have.Workspaces, &plan.Folder{ID: "x", Name: "Plan"})
	o, err := plan.Parse("org.yaml", []byte("workspaces: {Plan: {grants: {all: view}}}"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Compare(o, have, plan.Options{File: "org.yaml", Env: env}); err == nil || !strings.Contains(err.Error(), "org.yaml:1: there are 2 of the name Plan") {
		t.Errorf("%v", err)
	}
	have.Workspaces = append(have.Workspaces, &plan.Folder{ID: "y", Name: "Other"})
	if left := plan.Distinct(&have.Organization); len(left) != 1 || left[0] != `2 of workspace "Plan", with all that is in them` || len(have.Workspaces) != 1 {
		t.Errorf("left out: %q, kept: %d", left, len(have.Workspaces))
	}
}

// TestWrittenIsSame says that what is written of any organization, read again,
// changes nothing there, with and without pruning.
func TestWrittenIsSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		have := drawState(t)
		text, err := plan.Write(&have.Organization, "The organization\nas it is")
		if err != nil {
			t.Fatal(err)
		}
		o, err := plan.Parse("org.yaml", text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		changes, err := plan.Compare(o, have, plan.Options{File: "org.yaml", Prune: true, Env: func(string) (string, bool) { return "", false }})
		if err != nil || len(changes) > 0 {
			t.Fatalf("%v, %v\n%s", changes, err, text)
		}
	})
}

func drawState(t *rapid.T) *plan.State {
	have := state()
	name := rapid.StringMatching(`[a-zA-Z0-9:#&*!%@'"{}\[\],\-$~.äπ✓ /]{1,12}`).Filter(func(s string) bool { return strings.TrimSpace(s) == s && !strings.EqualFold(s, "view") })
	text := rapid.Map(rapid.String(), func(s string) *string { return &s })
	names := func(label string) []string {
		return rapid.SliceOfNDistinct(name, 0, 4, strings.ToLower).Draw(t, label)
	}
	have.AccountTypes, have.Teams, have.Workspaces, have.Connections = []*plan.AccountType{}, []*plan.Team{}, []*plan.Folder{}, []*plan.Connection{}
	for _, n := range names("types") {
		if _, err := writ.ParseAccountType(n); err == nil {
			continue
		}
		have.AccountTypes = append(have.AccountTypes, &plan.AccountType{Name: n, Description: text.Draw(t, "text"), Permissions: permissions[:rapid.IntRange(0, 3).Draw(t, "permissions")]})
	}
	people := []plan.Member{{Email: "ann@example.com"}, {Email: "bob@example.com", Admin: true}}
	for _, n := range names("teams") {
		public := rapid.Bool().Draw(t, "public")
		have.Teams = append(have.Teams, &plan.Team{Name: n, Description: text.Draw(t, "text"), Public: &public, Members: people[:rapid.IntRange(0, 2).Draw(t, "members")]})
	}
	grantees := []plan.Grantee{{}, {Email: "ann@example.com"}}
	for _, team := range have.Teams {
		grantees = append(grantees, plan.Grantee{Team: team.Name})
	}
	var folders func(depth int) []*plan.Folder
	folders = func(depth int) (list []*plan.Folder) {
		for i, n := range names("folders") {
			f := &plan.Folder{ID: writ.FileID(fmt.Sprint(depth, i)), Name: n, Description: text.Draw(t, "text")}
			for _, to := range rapid.SliceOfNDistinct(rapid.SampledFrom(grantees), 0, 3, rapid.ID).Draw(t, "to") {
				f.Grants = append(f.Grants, plan.Grant{To: to, Level: rapid.SampledFrom(writ.KindFolder.Levels()).Draw(t, "level")})
			}
			if depth < 3 {
				f.Folders = folders(depth + 1)
			}
			list = append(list, f)
		}
		return list
	}
	have.Workspaces = append(have.Workspaces, folders(1)...)
	for _, n := range names("connections") {
		c := &plan.Connection{Name: n, Type: writ.PlatformPostgres, Description: text.Draw(t, "text"), Details: []plan.Field{{Name: "password", Secret: true}, {Name: "host", Value: rapid.String().Draw(t, "host")}}}
		if rapid.Bool().Draw(t, "write") {
			c.WriteAccess = []plan.Field{{Name: "writeSchema", Value: rapid.String().Draw(t, "schema")}, {Name: "writeTo", Value: "y"}}
		}
		for _, to := range rapid.SliceOfNDistinct(rapid.SampledFrom(grantees), 0, 3, rapid.ID).Draw(t, "to") {
			c.Access = append(c.Access, plan.DataGrant{To: to, Level: writ.DataUse, Path: writ.Path(names("path"))})
		}
		have.Connections = append(have.Connections, c)
	}
	return have
}
