package storetest

import (
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func testTimes(t *testing.T, st store.Store) {
	for name, at := range map[string]time.Time{
		"microseconds":    moment(),
		"before 1970":     time.Date(1969, 12, 31, 23, 59, 59, 999999000, time.UTC),
		"first year":      time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC),
		"last year":       time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC),
		"the epoch":       time.Unix(0, 0).UTC(),
		"another zone":    time.Date(2026, 3, 29, 2, 30, 0, 1000, time.FixedZone("CEST", 2*60*60)),
		"zero":            {},
		"not that exact":  moment().Add(999 * time.Nanosecond),
		"leap second day": time.Date(2016, 12, 31, 23, 59, 59, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			m := newMember(string(writ.NewID[writ.MemberID]()) + "@example.com")
			m.CreatedAt = at
			write(t, st, func(tx store.Tx) error { return tx.Members.Insert(t.Context(), m) })
			equal(t, "CreatedAt", getMember(t, st, m.ID).CreatedAt, at.UTC().Truncate(time.Microsecond))
		})
	}
}

func testText(t *testing.T, st store.Store) {
	for name, s := range map[string]string{
		"empty":           "",
		"quotes":          `'; DROP TABLE members; -- "`,
		"placeholders":    "$1 ? :a @b %s",
		"backslashes":     `\0 \n \x41`,
		"spaces":          " \t\r\n ",
		"emoji":           "👩‍👩‍👧 🇫🇷",
		"composed":        "é and e\u0301",
		"right to left":   "\u202eabc \u05d0\u05d1",
		"noncharacters":   "\ufffd\ufffe\U0010ffff",
		"looks like JSON": "null",
		"looks numeric":   "007",
		"large integer":   "9223372036854775808",
		"long":            longText(),
	} {
		t.Run(name, func(t *testing.T) {
			m := newMember(string(writ.NewID[writ.MemberID]()) + "@example.com")
			m.FirstName = s
			c := newConnection(string(writ.NewID[writ.ConnectionID]()), m.ID)
			c.Details = map[string]string{s: s}
			write(t, st, func(tx store.Tx) error {
				if err := tx.Members.Insert(t.Context(), m); err != nil {
					return err
				}
				return tx.Connections.Insert(t.Context(), c)
			})
			equal(t, "text", getMember(t, st, m.ID).FirstName, s)
			equal(t, "JSON", getConnection(t, st, c.ID).Details, c.Details)
		})
	}
}

func longText() string {
	b := make([]byte, 1<<20)
	for i := range b {
		b[i] = 'a' + byte(i%26)
	}
	return string(b)
}

// testEmptiness checks that absent, empty and null stay apart.
func testEmptiness(t *testing.T, st store.Store) {
	w := newWorld(t, st)
	nothing := newConnection("nothing", "")
	nothing.Details, nothing.Secrets, nothing.Description = nil, nil, ""
	empty := newConnection("empty", "")
	empty.Details, empty.Secrets = map[string]string{}, []byte{}
	bare := &writ.Upload{ID: writ.NewID[writ.UploadID](), Member: w.member.ID}
	table := newTable(w.object, w.member.ID)
	table.Columns, table.Certificate, table.Rows = []writ.TableColumn{}, nil, 0
	write(t, st, func(tx store.Tx) error {
		for _, c := range []*writ.Connection{nothing, empty} {
			if err := tx.Connections.Insert(t.Context(), c); err != nil {
				return err
			}
		}
		if err := tx.Uploads.Insert(t.Context(), bare); err != nil {
			return err
		}
		return tx.Tables.Insert(t.Context(), table)
	})
	equal(t, "a connection without details and secrets", getConnection(t, st, nothing.ID), nothing)
	equal(t, "a connection with empty details", getConnection(t, st, empty.ID).Details, empty.Details)
	equal(t, "a connection with empty secrets", len(getConnection(t, st, empty.ID).Secrets), 0)
	equal(t, "an upload of zero values", getUpload(t, st, bare.ID), bare)
	err := st.Read(t.Context(), func(tx store.Tx) error {
		got, err := tx.Tables.Get(t.Context(), table.ID)
		equal(t, "a table without columns and certificate", got, table)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
