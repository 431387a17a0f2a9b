package editlog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

func drawMeta(t *rapid.T) Meta {
	m := Meta{
		Member: "m", Email: rapid.String().Draw(t, "email"), Branch: rapid.SampledFrom([]writ.Branch{writ.BranchDraft, writ.BranchPublished}).Draw(t, "branch"),
		Batch: "b", Parts: rapid.IntRange(1, 3).Draw(t, "parts"), Term: rapid.Int64Min(0).Draw(t, "term"),
		Document: writ.FileID(rapid.SampledFrom([]string{"", "d"}).Draw(t, "document")), Element: rapid.SampledFrom([]string{"", "e"}).Draw(t, "element"),
		Key: rapid.SampledFrom([]string{"", "k"}).Draw(t, "key"), Request: rapid.SampledFrom([]string{"", "q"}).Draw(t, "request"),
	}
	m.Part = rapid.IntRange(1, m.Parts).Draw(t, "part")
	if rapid.Bool().Draw(t, "cause") {
		m.Cause = &Cause{Kind: "undo", Num: 3, To: 7, Of: "m"}
	}
	return m
}

func TestEachSealedEntryReadsBackIntact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := &Entry{Table: "t", Num: rapid.Int64Min(1).Draw(t, "num"), At: start.Add(1234567), Edit: drawEdit(t), Meta: drawMeta(t)}
		if err := Seal("before", e); err != nil {
			t.Fatal(err)
		}
		row, err := e.Row()
		if err != nil {
			t.Fatal(err)
		}
		back, err := Read(row)
		if err != nil {
			t.Fatalf("%s %s: %v", row.Edit, row.Metadata, err)
		}
		if !reflect.DeepEqual(e, back) {
			t.Fatalf("\nwas %+v\nis  %+v", e, back)
		}
		if edit, entry := back.Intact(); !edit || !entry {
			t.Fatalf("intact: %v %v", edit, entry)
		}
	})
}

// The hash as docs/edit-log.md tells strangers to make it.
func TestHashIsWhatTheFormatSays(t *testing.T) {
	t.Parallel()
	e := entryOf(7, writ.BranchDraft, "ada", Edit{RemoveRows: []writ.RowID{"r1"}})
	chain(t, e)
	without := e.Metadata[:strings.LastIndex(e.Metadata, `,"hash":"`)] + "}"
	sum := sha256.Sum256(fmt.Appendf(nil, "writ-edit-1\nt\n7\n2026-01-31T13:05:07.000000Z\n%s", without))
	if want := hex.EncodeToString(sum[:]); e.Meta.Hash != want || !strings.HasSuffix(e.Metadata, `,"hash":"`+want+`"}`) {
		t.Errorf("the hash is %s in %s, not %s", e.Meta.Hash, e.Metadata, want)
	}
	sum = sha256.Sum256([]byte(e.Text))
	if want := hex.EncodeToString(sum[:]); e.Meta.EditHash != want {
		t.Errorf("editHash is %s, not %s", e.Meta.EditHash, want)
	}
	var m Meta
	if err := json.Unmarshal([]byte(e.Metadata), &m); err != nil || !reflect.DeepEqual(m, e.Meta) {
		t.Errorf("METADATA is not plain JSON of Meta: %v", err)
	}
}

func TestReadSaysWhatItCannotUnderstand(t *testing.T) {
	t.Parallel()
	good, _ := chain(t, entryOf(1, writ.BranchDraft, "ada", Edit{RemoveRows: []writ.RowID{"r1"}}))[0].Row()
	for name, c := range map[string]struct {
		spoil func(*driver.LogRow)
		code  writ.Code
	}{
		"edit":     {func(r *driver.LogRow) { r.Edit = "x" }, writ.CodeUnavailable},
		"metadata": {func(r *driver.LogRow) { r.Metadata = "{}" }, writ.CodeUnavailable},
		"newer":    {func(r *driver.LogRow) { r.Metadata = `{"v":2,"new":1}` }, writ.CodeUnsupported},
		"no hash":  {func(r *driver.LogRow) { r.Metadata = strings.Replace(r.Metadata, `"hash"`, `"cash"`, 1) }, writ.CodeUnavailable},
		"a blank":  {func(r *driver.LogRow) { r.Metadata += " " }, writ.CodeUnavailable},
	} {
		row := good
		c.spoil(&row)
		if e, err := Read(row); writ.CodeOf(err) != c.code {
			t.Errorf("%s: %v, %v", name, e, err)
		}
	}
}
