package journal

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Entry is an entry of the log, as far as it is about rows.
type Entry struct {
	Num  int64
	At   time.Time
	Text string
	Meta string

	meta struct {
		Term     int64  `json:"term"`
		Batch    string `json:"batch"`
		Part     int    `json:"part"`
		Parts    int    `json:"parts"`
		EditHash string `json:"editHash"`
		Prev     string `json:"prev"`
		Hash     string `json:"hash"`
	}
	adds, updates []change
	removes       []string
}

// change is what an entry does to one row.
type change struct {
	ID     string                       `json:"id"`
	Values map[string]map[string]string `json:"values"` // by column; {"text": "x"}, or null
}

// Warehouse is where Check reads. Quote is what its SQL puts around names, and Mark
// how it writes its first placeholder: " and $1, or ` and ?.
type Warehouse struct {
	DB          *sql.DB
	Quote, Mark string
}

// names lists names in SQL.
func (w Warehouse) names(list ...string) string {
	quoted := make([]string, len(list))
	for i, name := range list {
		quoted[i] = w.Quote + name + w.Quote
	}
	return strings.Join(quoted, ", ")
}

// Table is how SQL names a table of a schema.
func (w Warehouse) Table(schema, name string) string {
	return w.names(schema) + "." + w.names(name)
}

// ReadLog reads all entries of an input table. table is the log as SQL names it.
func (w Warehouse) ReadLog(ctx context.Context, table, id string) (entries []*Entry, err error) {
	rows, err := w.DB.QueryContext(ctx, "SELECT "+w.names("EDIT_NUM", "TIMESTAMP", "EDIT", "METADATA")+" FROM "+table+
		" WHERE "+w.names("DS_ID")+" = "+w.Mark+" ORDER BY "+w.names("EDIT_NUM", "TIMESTAMP"), id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		e := &Entry{}
		if err := rows.Scan(&e.Num, &e.At, &e.Text, &e.Meta); err != nil {
			return nil, err
		}
		if err := e.understand(); err != nil {
			return nil, fmt.Errorf("entry %d: %w", e.Num, err)
		}
		entries = append(entries, e)
	}
	return entries, rows.Err()
}

// understand reads EDIT and METADATA.
func (e *Entry) understand() error {
	if err := json.Unmarshal([]byte(e.Meta), &e.meta); err != nil {
		return err
	}
	var edit struct {
		AddRow     *change  `json:"addRow"`
		AddRows    []change `json:"addRows"`
		UpdateRow  *change  `json:"updateRow"`
		UpdateRows []change `json:"updateRows"`
		RemoveRow  string   `json:"removeRow"`
		RemoveRows []string `json:"removeRows"`
	}
	if err := json.Unmarshal([]byte(e.Text), &edit); err != nil {
		return err
	}
	e.adds, e.updates, e.removes = edit.AddRows, edit.UpdateRows, edit.RemoveRows
	if edit.AddRow != nil {
		e.adds = append(e.adds, *edit.AddRow)
	}
	if edit.UpdateRow != nil {
		e.updates = append(e.updates, *edit.UpdateRow)
	}
	if edit.RemoveRow != "" {
		e.removes = append(e.removes, edit.RemoveRow)
	}
	return nil
}

// accepted returns the entries that count: an entry is void if one with a smaller or
// equal number has a higher term, and a batch with a missing part is void.
func accepted(entries []*Entry) []*Entry {
	highest := map[int64]int64{} // terms, up to each number
	term := int64(0)
	for _, e := range entries {
		term = max(term, e.meta.Term)
		highest[e.Num] = term
	}
	var live []*Entry
	for _, e := range entries {
		twice := len(live) > 0 && live[len(live)-1].Num == e.Num
		if e.meta.Term == highest[e.Num] && !twice {
			live = append(live, e)
		}
	}
	var out []*Entry
	for i := 0; i < len(live); {
		n := whole(live[i:])
		out = append(out, live[i:i+n]...)
		i += max(n, 1)
	}
	return out
}

// whole returns how many entries the batch has that begins entries, 0 if it is not
// whole.
func whole(entries []*Entry) int {
	first := entries[0]
	if first.meta.Part != 1 || len(entries) < first.meta.Parts {
		return 0
	}
	for i, e := range entries[:first.meta.Parts] {
		if e.meta.Batch != first.meta.Batch || e.meta.Part != i+1 || e.meta.Parts != first.meta.Parts || e.Num != first.Num+int64(i) {
			return 0
		}
	}
	return first.meta.Parts
}

// sealed says what is wrong with the hashes of an entry, "" if nothing is.
func (e *Entry) sealed(id, prev string) string {
	body, found := strings.CutSuffix(e.Meta, `,"hash":"`+e.meta.Hash+`"}`)
	switch {
	case e.meta.Prev != prev:
		return "it does not go on from the one before"
	case e.meta.EditHash != digest(e.Text):
		return "EDIT was changed"
	case !found || e.meta.Hash != digest(fmt.Sprintf("writ-edit-1\n%s\n%d\n%s\n%s}", id, e.Num, e.At.UTC().Format("2006-01-02T15:04:05.000000Z"), body)):
		return "METADATA was changed"
	}
	return ""
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
