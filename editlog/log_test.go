package editlog_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/postgres"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// shelf is an edit log in a warehouse, and the way to alter it behind Writ's back.
type shelf struct {
	t    *testing.T
	log  *editlog.Log
	conn driver.Conn
}

func newShelf(t *testing.T) *shelf {
	server := testpg.Get(t)
	user, database := server.NewUser(t), server.NewDatabase(t)
	values := server.Values(database, user)
	path := writ.Path{server.NewSchema(t, database, user), "log"}
	d := postgres.New()
	conn, err := d.Open(t.Context(), driver.Config{Values: values, MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	w := warehouse.New(d, values, warehouse.Options{})
	t.Cleanup(func() {
		if err := errors.Join(w.Close(), conn.Close()); err != nil {
			t.Error(err)
		}
	})
	if err := conn.(driver.EditLogger).CreateLog(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return &shelf{t: t, log: editlog.NewLog(w, writ.ServiceAccount(), path), conn: conn}
}

func (s *shelf) exec(statement func(*sqltext.Builder) *sqltext.Builder) {
	s.t.Helper()
	stmt, err := statement(postgres.New().Dialect().Quoting().Build()).Done()
	if err == nil {
		_, err = s.conn.Exec(s.t.Context(), stmt)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

var written = time.Date(2026, 1, 31, 13, 5, 0, 123456000, time.UTC)

// write appends edits of a table, one second after the other, in one statement.
func (s *shelf) write(table writ.InputTableID, term int64, head writ.InputHead, edits ...editlog.Edit) writ.InputHead {
	s.t.Helper()
	var entries []*editlog.Entry
	for _, x := range edits {
		head.Num++
		e := &editlog.Entry{
			Table: table, Num: head.Num, At: written.Add(time.Duration(head.Num) * time.Second), Edit: x,
			Meta: editlog.Meta{Member: "m", Email: "ada@example.com", Branch: writ.BranchDraft, Batch: fmt.Sprint("b", head.Num), Part: 1, Parts: 1, Term: term},
		}
		if head.Num%2 == 0 {
			e.Meta.Key, e.Meta.Request = fmt.Sprint("key ", head.Num/4), "r"
		}
		if err := editlog.Seal(head.Hash, e); err != nil {
			s.t.Fatal(err)
		}
		head.Term, head.Hash, head.At = term, e.Meta.Hash, e.At
		entries = append(entries, e)
	}
	if err := s.log.Append(s.t.Context(), entries); err != nil {
		s.t.Fatal(err)
	}
	return head
}

func set(s string) editlog.Edit {
	cell := editlog.Cell{Type: writ.InputText, Value: writ.Text(s)}
	return editlog.Edit{UpdateRows: []editlog.RowUpdate{{ID: "r1", Values: map[writ.ColumnID]editlog.Cell{"c1": cell}}}}
}

func begin() []editlog.Edit {
	return []editlog.Edit{
		{Create: &editlog.Create{Kind: writ.InputEmpty, Name: "x", Columns: []writ.InputColumn{{ID: "c1", Name: "C", Type: writ.InputText}}}},
		{AddRows: []editlog.RowAdd{{ID: "r1", Position: "a"}}},
		set("né 😀 \\ ' \" \n \x00"), set("secret"),
	}
}

func TestLogInAWarehouse(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	ctx := t.Context()
	head := s.write("a", 1, writ.InputHead{Table: "a"}, begin()...)
	s.write("b", 1, writ.InputHead{}, begin()...)
	head = s.write("a", 2, head, editlog.Edit{TakeOver: &editlog.TakeOver{Node: "n"}}, set("later"))
	if err := s.log.Check(ctx); err != nil {
		t.Error(err)
	}
	for _, known := range []writ.InputHead{{Table: "a"}, {Table: "a", Num: 2, Term: 1, Hash: "?"}} {
		if got, err := s.log.Head(ctx, known); err != nil || got.Num != head.Num || got.Hash != head.Hash || got.Term != 2 || !got.At.Equal(head.At) {
			t.Errorf("head beyond %d: %+v, %v", known.Num, got, err)
		}
	}
	for num, want := range map[int64]string{3: "né 😀 \\ ' \" \n \x00", 4: "secret", 0: "later"} {
		state, err := s.log.State(ctx, "a", writ.BranchDraft, editlog.Point{Num: num})
		if err != nil || state.Rows["r1"].Get("c1").Value.Text != want {
			t.Errorf("at %d: %+v, %v", num, state, err)
		}
	}
	for _, p := range []editlog.Point{{Num: 7}, {At: written}} {
		if state, err := s.log.State(ctx, "a", writ.BranchDraft, p); writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("at %+v: %v, %v", p, state, err)
		}
	}
	for since, want := range map[time.Time]map[string][2]int64{
		written:                      {"key 0": {2, 2}, "key 1": {4, 6}},
		written.Add(3 * time.Second): {"key 1": {4, 6}},
		written.Add(6 * time.Second): {"key 1": {6, 6}},
		written.Add(time.Hour):       {},
	} {
		keys, err := s.log.Keys(ctx, "a", since)
		if err != nil || len(keys) != len(want) {
			t.Errorf("keys since %s: %+v, %v", since, keys, err)
		}
		for k, w := range want {
			if got := keys[k]; got == nil || got.First != w[0] || got.Last != w[1] || got.Request != "r" {
				t.Errorf("%s since %s: %+v", k, since, got)
			}
		}
	}
}

func TestErasedLogStillVerifies(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	ctx := t.Context()
	head := s.write("a", 1, writ.InputHead{Table: "a"}, append(begin(), set("later"))...)
	for e, err := range s.log.Accepted(ctx, "a", 0, 0) {
		if err != nil {
			t.Fatal(err)
		}
		left, ok := editlog.Erase(e.Edit, "eve@example.com", written, "asked by the member", func(c editlog.CellRef) bool { return c.Column == "c1" && e.Num == 4 })
		if ok != (e.Num == 4) {
			t.Fatalf("entry %d: %v", e.Num, ok)
		}
		if !ok {
			continue
		}
		if err := s.log.Redact(ctx, e, left); err != nil {
			t.Fatal(err)
		}
		if err := s.log.Redact(ctx, e, left); writ.CodeOf(err) != writ.CodeConflict {
			t.Errorf("erased twice: %v", err)
		}
	}
	v, err := s.log.Verify(ctx, head)
	if err != nil {
		t.Fatal(err)
	}
	if found, n := v.Findings(); n != 1 || found[0].Kind != editlog.FoundRedacted || found[0].Num != 4 {
		t.Errorf("found %+v", found)
	}
	for row, err := range s.log.Rows(ctx, driver.LogRange{Contains: "secret"}) {
		t.Errorf("%+v, %v still tells", row, err)
	}
	for num, null := range map[int64]bool{4: true, 5: false} {
		state, err := s.log.State(ctx, "a", writ.BranchDraft, editlog.Point{Num: num})
		if err != nil || state.Rows["r1"].Get("c1").IsNull() != null || state.Rows["r1"].Num != num {
			t.Errorf("at %d: %+v, %v", num, state, err)
		}
	}
}

// Whoever has access to the warehouse changes the log there.
func TestAlteredLogIsFoundOut(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	ctx := t.Context()
	head := s.write("a", 1, writ.InputHead{Table: "a"}, begin()...)
	path := s.log.Path()
	s.exec(func(b *sqltext.Builder) *sqltext.Builder {
		return b.Raw("UPDATE ").Path(path).Raw(" SET ").Ident(driver.LogTime).Raw(" = ").Ident(driver.LogTime).Raw(" + interval '1 microsecond' WHERE ").Ident(driver.LogNum).Raw(" = 2")
	})
	s.exec(func(b *sqltext.Builder) *sqltext.Builder {
		return b.Raw("DELETE FROM ").Path(path).Raw(" WHERE ").Ident(driver.LogNum).Raw(" = 4")
	})
	v, err := s.log.Verify(ctx, head)
	if err != nil {
		t.Fatal(err)
	}
	found, _ := v.Findings()
	if len(found) != 2 || found[0].Kind != editlog.FoundChanged || found[0].Num != 2 || found[1].Kind != editlog.FoundCut || found[1].Num != 4 {
		t.Errorf("found %+v", found)
	}
	s.exec(func(b *sqltext.Builder) *sqltext.Builder {
		return b.Raw("UPDATE ").Path(path).Raw(" SET ").Ident(driver.LogEdit).Raw(" = ").Text("{}").Raw(" WHERE ").Ident(driver.LogNum).Raw(" = 3")
	})
	if _, err := s.log.Head(ctx, writ.InputHead{Table: "a"}); writ.CodeOf(err) != writ.CodeUnavailable || !strings.Contains(err.Error(), "Entry 3") {
		t.Errorf("reading it: %v", err)
	}
	s.exec(func(b *sqltext.Builder) *sqltext.Builder {
		return b.Raw("ALTER TABLE ").Path(path).Raw(" RENAME COLUMN ").Ident(driver.LogEdit).Raw(" TO x")
	})
	if err := s.log.Check(ctx); writ.CodeOf(err) != writ.CodeConflict || !strings.Contains(err.Error(), driver.LogEdit) {
		t.Errorf("checking it: %v", err)
	}
}

// The recipe of docs/edit-log.md, in SQL alone.
func TestHashesCanBeCheckedInSQL(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.write("a", 1, writ.InputHead{Table: "a"}, begin()...)
	stmt, err := postgres.New().Dialect().Quoting().Build().Raw(`SELECT "EDIT_NUM", encode(sha256(convert_to('writ-edit-1' || chr(10) || "DS_ID" || chr(10) || "EDIT_NUM" || chr(10) ||
		to_char("TIMESTAMP", 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || chr(10) || left("METADATA", -75) || '}', 'UTF8')), 'hex') = "METADATA"::json->>'hash',
		encode(sha256(convert_to("EDIT", 'UTF8')), 'hex') = "METADATA"::json->>'editHash',
		coalesce(lag("METADATA"::json->>'hash') OVER (ORDER BY "EDIT_NUM"), '') = "METADATA"::json->>'prev'
		FROM `).Path(s.log.Path()).Raw(` ORDER BY 1`).Done()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.conn.Query(t.Context(), stmt)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	cells := make([]writ.Value, 4)
	for n := range 4 {
		if err := rows.Next(cells); err != nil || cells[1].Text != "true" || cells[2].Text != "true" || cells[3].Text != "true" {
			t.Errorf("entry %d: %v, %v", n+1, cells, err)
		}
	}
	sum := sha256.Sum256(nil) // `,"hash":"` and `"}` are 11 bytes beside the hash
	if tail := 11 + len(hex.EncodeToString(sum[:])); tail != 75 {
		t.Error("the recipe cuts METADATA at the wrong place")
	}
}
