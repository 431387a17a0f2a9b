package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/writ-dev/writ"
)

// changed notes that a fact which permissions are decided by was made, changed or
// removed, if err, the result of that, is nil. It returns err.
func changed[T ~string](t *tx, noun writ.FactNoun, id T, err error) error {
	if err == nil {
		t.facts = append(t.facts, writ.FactChange{Noun: noun, ID: string(id)})
	}
	return err
}

// factsPerEvent is how many changes one event lists: with ids of 36 letters some
// 6,500 bytes, so that its notice carries them.
const factsPerEvent = 100

// report appends what the transaction changed, each fact once, to
// writ.TopicAccess.
func (t *tx) report(ctx context.Context) error {
	seen := make(map[writ.FactChange]bool, len(t.facts))
	var list []writ.FactChange
	for _, f := range t.facts {
		if !seen[f] {
			seen[f] = true
			list = append(list, f)
		}
	}
	for len(list) > 0 {
		n := min(factsPerEvent, len(list))
		data, err := json.Marshal(list[:n])
		if err != nil {
			return fmt.Errorf("store.report: %w", err)
		}
		if err := (events{t}).Append(ctx, &writ.Event{Topic: writ.TopicAccess, Kind: "changed", Data: data}); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}
