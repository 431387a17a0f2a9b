package editlog_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse/driver"
)

// The example of docs/edit-log.md is an edit log, and has the state that is said.
func TestExampleOfTheFormatVerifies(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/edit-log.md")
	if err != nil {
		t.Fatal(err)
	}
	var v *editlog.Verifier
	var entries []*editlog.Entry
	for line := range strings.Lines(string(page)) {
		if !strings.HasPrefix(line, `{"DS_ID"`) {
			continue
		}
		var row struct {
			Table    string    `json:"DS_ID"`
			Num      int64     `json:"EDIT_NUM"`
			At       time.Time `json:"TIMESTAMP"`
			Edit     string    `json:"EDIT"`
			Metadata string    `json:"METADATA"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		if v == nil {
			v = editlog.NewVerifier(writ.InputTableID(row.Table), writ.InputHead{})
		}
		entries = append(entries, v.Add(driver.LogRow{Table: row.Table, Num: row.Num, At: row.At, Edit: row.Edit, Metadata: row.Metadata})...)
	}
	entries = append(entries, v.End()...)
	if found, n := v.Findings(); n > 0 || len(entries) != 3 {
		t.Errorf("%d entries; found %+v", len(entries), found)
	}
	hash, err := editlog.Fold(entries, writ.BranchDraft).Hash()
	if err != nil || !strings.Contains(string(page), hash) {
		t.Errorf("the draft has the hash %s, %v", hash, err)
	}
	for line := range strings.Lines(string(page)) {
		var e editlog.Edit
		if strings.HasPrefix(line, `{"redacted"`) && (json.Unmarshal([]byte(line), &e) != nil || e.Redacted == nil) {
			t.Errorf("%s is no erased edit", line)
		}
	}
}
