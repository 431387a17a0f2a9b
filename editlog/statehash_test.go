package editlog

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/writ-dev/writ"
)

func TestHashOfAState(t *testing.T) {
	t.Parallel()
	five := Cell{Type: writ.InputInteger, Value: writ.Text("5")}
	s := stepped(t, created(), added("r2", nil), added("r1", map[writ.ColumnID]Cell{"c1": textOf("é"), "c2": five}))
	const want = "writ-state-1\n" +
		`{"id":"c1","name":"Column c1","type":"text"}` + "\n" +
		`{"id":"c2","name":"Column c2","type":"integer"}` + "\n" +
		`{"id":"r1","position":"r1","values":{"c1":{"text":"é"},"c2":{"integer":"5"}},"createdAt":"2026-01-31T13:05:03.000000Z","createdBy":"ada@example.com","updatedAt":"2026-01-31T13:05:03.000000Z","updatedBy":"ada@example.com","editNum":3}` + "\n" +
		`{"id":"r2","position":"r2","createdAt":"2026-01-31T13:05:02.000000Z","createdBy":"ada@example.com","updatedAt":"2026-01-31T13:05:02.000000Z","updatedBy":"ada@example.com","editNum":2}` + "\n"
	sum := sha256.Sum256([]byte(want))
	if got, err := s.Hash(); err != nil || got != hex.EncodeToString(sum[:]) {
		t.Errorf("%s, %v", got, err)
	}
}
