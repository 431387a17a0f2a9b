package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// input makes an input table with a text and a decimal column in a new workbook.
func (w *world) input(p *principal, name string) InputTableState {
	w.t.Helper()
	var made InputTableState
	w.do(p, "POST", "/v2/input-tables", fmt.Sprintf(
		`{"name":%q,"connectionId":%q,"columns":[{"name":"Team"},{"name":"Amount","type":"decimal"}]}`, name, w.embedded)).want(201).read(&made)
	return made
}

// rows reads all rows of a branch.
func (w *world) rows(p *principal, id writ.InputTableID, query string) InputRows {
	w.t.Helper()
	var page InputRows
	w.do(p, "GET", "/v2/input-tables/"+string(id)+"/rows"+query, "").want(200).read(&page)
	return page
}

// cellsOf is the cells of rows as a text.
func cellsOf(p InputRows) string {
	text, _ := json.Marshal(p.Rows)
	var rows []struct{ Cells json.RawMessage }
	_ = json.Unmarshal(text, &rows)
	var list []string
	for _, r := range rows {
		list = append(list, string(r.Cells))
	}
	return strings.Join(list, " ")
}

// TestInputTableJourney goes the way of an input table: made, filled, published,
// entered by readers, and deleted.
func TestInputTableJourney(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann := w.member(writ.AccountBuild, "ann@example.org")
	bob := w.member(writ.AccountAct, "bob@example.org")
	made := w.input(ann, "Budget")
	path := "/v2/input-tables/" + string(made.InputTableID)
	if len(made.Columns) != 2 || made.Columns[1].Type != writ.InputDecimal || made.EntryBranch != writ.BranchDraft || !made.MayEnter || made.IsPublished {
		t.Fatalf("made %+v", made)
	}
	if got := cellsOf(w.rows(ann, made.InputTableID, "")); got != "[null,null] [null,null] [null,null]" {
		t.Errorf("it begins with %s", got)
	}
	var answer RowsAnswer
	w.do(ann, "POST", path+"/rows", `{"rows":[{"values":{"c1":"Sales","c2":12.50}},{"values":{"c1":"Ops","c2":"x"}}]}`, "Idempotency-Key", "k1").want(200).read(&answer)
	if len(answer.Rows) != 2 || answer.Rows[0].Status != "logged" || len(answer.Rows[1].Cells) != 1 || answer.Rows[1].Cells[0].Rule != writ.RuleType {
		t.Fatalf("answered %+v", answer)
	}
	sales, ops := answer.Rows[0], answer.Rows[1]
	var again RowsAnswer
	w.do(ann, "POST", path+"/rows", `{"rows":[{"values":{"c1":"Sales","c2":12.50}},{"values":{"c1":"Ops","c2":"x"}}]}`, "Idempotency-Key", "k1").want(200).read(&again)
	if !again.Repeated || again.LastEdit != answer.LastEdit || again.Rows[0].RowID != sales.RowID {
		t.Errorf("again it answered %+v", again)
	}
	if p := w.do(ann, "POST", path+"/rows", `{"rows":[{"values":{"c1":"Other"}}]}`, "Idempotency-Key", "k1").want(409).problem(); p.Hint == "" {
		t.Errorf("another request with the same key: %+v", p)
	}
	page := w.rows(ann, made.InputTableID, `?sort=-c2&limit=1&filter=`+`%7B%22column%22%3A%22c1%22%2C%22op%22%3A%22notNull%22%7D&count=true`)
	if *page.Total != 2 || len(page.Rows) != 1 || page.NextPage == nil {
		t.Fatalf("the page is %+v", page)
	}
	flagged := w.rows(ann, made.InputTableID, "?sort=c1&limit=1").Rows[0]
	if flagged.RowID != ops.RowID || len(flagged.Flags) != 1 || flagged.Flags[0].Value.Text != "x" {
		t.Errorf("the refused value is %+v", flagged)
	}

	// A stale value, a stale version.
	update := func(body string, status int, headers ...string) answerOf {
		t.Helper()
		return w.do(ann, "PATCH", path+"/rows", body, headers...).want(status)
	}
	one := func(rest string) string { return fmt.Sprintf(`{"rows":[{"rowId":%q,%s}]}`, sales.RowID, rest) }
	if p := update(one(`"values":{"c2":"13"},"seen":{"c2":"11"}`), 409).problem(); len(p.Rows) != 1 || p.Rows[0].Cells[0].Current.Text != "12.5" {
		t.Errorf("the conflict says %+v", p.Rows)
	}
	update(one(`"values":{"c2":"13"}`), 412, "If-Match", `"1"`)
	update(one(`"values":{"c2":"13"}`), 200, "If-Match", fmt.Sprintf("%q", fmt.Sprint(sales.EditNum)))
	update(one(`"values":{"c9":"13"}`), 400)

	// What it was, and is again.
	if got := cellsOf(w.rows(ann, made.InputTableID, fmt.Sprintf("?asOf=%d&sort=c2&limit=4", answer.LastEdit))); !strings.Contains(got, `["Sales","12.5"]`) {
		t.Errorf("as of edit %d it is %s", answer.LastEdit, got)
	}
	var back Restored
	w.do(ann, "POST", path+"/restore", fmt.Sprintf(`{"to":"%d","rowId":%q}`, answer.LastEdit, sales.RowID)).want(200).read(&back)
	if back.Changed != 1 || back.LastEdit == 0 {
		t.Errorf("restored %+v", back)
	}
	var undone Restored
	w.do(ann, "POST", path+"/undo", fmt.Sprintf(`{"memberId":%q,"from":%d,"to":%d}`, ann.id, back.FirstEdit, back.LastEdit)).want(200).read(&undone)
	if undone.Changed != 1 {
		t.Errorf("undone %+v", undone)
	}
	var history Page[map[string]any]
	w.do(ann, "GET", path+"/history?limit=2&rowId="+string(sales.RowID), "").want(200).read(&history)
	if len(history.Entries) != 2 || history.NextPage == nil || history.Entries[0]["cause"] == nil {
		t.Errorf("the history is %+v", history)
	}
	var twin InputTableState
	w.do(ann, "POST", path+"/duplicate", `{"name":"Twin"}`).want(201).read(&twin)
	if got := cellsOf(w.rows(ann, twin.InputTableID, "?sort=c2&limit=3")); !strings.Contains(got, `["Sales","13"]`) || twin.DocumentID == made.DocumentID {
		t.Errorf("the duplicate is %s in %+v", got, twin)
	}
	w.do(ann, "POST", path+"/rebuild", "").want(200)
	w.do(ann, "POST", path+"/move", `{}`).want(409)
	if got := cellsOf(w.rows(ann, made.InputTableID, "?sort=c2&limit=3")); !strings.Contains(got, `["Sales","13"]`) {
		t.Errorf("after it was rebuilt it is %s", got)
	}

	// Nobody else knows of it, until it is published and shared.
	w.do(bob, "GET", path, "").want(404)
	w.do(bob, "POST", path+"/rows", `{"rows":[{"values":{"c1":"x"}}]}`).want(404)
	doc := string(made.DocumentID)
	w.do(ann, "POST", "/v2/files/"+doc+"/share", fmt.Sprintf(`{"grants":[{"grantee":{"memberId":%q},"permission":"explore"}]}`, bob.id)).want(200)
	w.do(bob, "GET", path, "").want(404)
	var draft Draft
	w.do(ann, "GET", "/v2/documents/"+doc+"/draft", "").want(200).read(&draft)
	draft.Content.Pages[0].Elements[0].InputMode = writ.EnterExplore
	content, err := json.Marshal(draft.Content)
	fatal(t, err)
	w.do(ann, "PUT", "/v2/documents/"+doc+"/draft", fmt.Sprintf(`{"version":%d,"content":%s}`, draft.Version, content)).want(200)
	w.do(ann, "POST", "/v2/documents/"+doc+"/publish", `{}`).want(200)
	var seen InputTableState
	w.do(bob, "GET", path, "").want(200).read(&seen)
	if seen.Branch != writ.BranchPublished || seen.EntryBranch != writ.BranchPublished || !seen.MayEnter || seen.MayEdit {
		t.Errorf("bob sees %+v", seen)
	}
	w.do(bob, "GET", path+"/rows?branch=draft", "").want(403)
	w.do(bob, "POST", path+"/columns", `{"name":"more"}`).want(403)
	w.do(bob, "POST", path+"/rows", `{"rows":[{"values":{"c1":"By Bob"}}]}`).want(200)
	w.do(ann, "POST", path+"/rows?branch=draft", `{"rows":[{"values":{"c1":"x"}}]}`).want(409)
	if got := cellsOf(w.rows(bob, made.InputTableID, "?sort=c1&limit=1")); got != `["By Bob",null]` {
		t.Errorf("published is %s", got)
	}
	w.do(ann, "DELETE", path, "").want(200)
	w.do(ann, "GET", path, "").want(404)
	w.do(bob, "GET", path+"/rows", "").want(404)
}

// TestInputRowStream sends more rows than one call takes, and a line that is none.
func TestInputRowStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann := w.member(writ.AccountBuild, "ann@example.org")
	made := w.input(ann, "Bulk")
	path := "/v2/input-tables/" + string(made.InputTableID)
	var lines strings.Builder
	for i := range 1200 {
		fmt.Fprintf(&lines, `{"do":"insert","values":{"c1":"row %d","c2":%d}}`+"\n", i, i)
	}
	rows := strings.Repeat(`{"values":{"c1":"x"}},`, 1001)
	if p := w.do(ann, "POST", path+"/rows", `{"rows":[`+strings.TrimSuffix(rows, ",")+`]}`).want(400).problem(); !strings.Contains(p.Hint, "bulk") {
		t.Errorf("too many rows: %+v", p)
	}
	stream := func(body string, headers ...string) (results []string, end BulkEnd) {
		t.Helper()
		a := w.do(ann, "POST", path+"/bulk", body, append([]string{"Content-Type", ndjson}, headers...)...).want(200)
		list := strings.Split(strings.TrimSpace(string(a.body)), "\n")
		fatal(t, json.Unmarshal([]byte(list[len(list)-1]), &end))
		return list[:len(list)-1], end
	}
	results, end := stream(lines.String(), "Idempotency-Key", "s")
	if len(results) != 1200 || !end.Done || end.Counts["logged"] != 1200 || !strings.Contains(results[1199], `"line":1200`) {
		t.Errorf("%d results, and %+v", len(results), end)
	}
	if _, end = stream(lines.String(), "Idempotency-Key", "s"); !end.Done {
		t.Errorf("the same stream again: %+v", end)
	}
	if page := w.rows(ann, made.InputTableID, "?count=true&limit=1"); *page.Total != 1203 {
		t.Errorf("there are %d rows", *page.Total)
	}
	results, end = stream(`{"do":"insert","values":{"c1":"a"}}` + "\nrubbish\n" + `{"do":"insert","values":{"c1":"b"}}`)
	if len(results) != 1 || end.Done || end.NextLine != 2 || end.Problem == nil || end.Problem.Status != 400 {
		t.Errorf("after rubbish: %v %+v", results, end)
	}
}
