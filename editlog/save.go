package editlog

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// saved is a State in JSON.
type saved struct {
	Branch  writ.Branch        `json:"branch"`
	Num     int64              `json:"editNum"`
	Columns []writ.InputColumn `json:"columns"`
	Made    int                `json:"made"`
	Kind    writ.InputKind     `json:"kind"`
	Parent  *writ.InputParent  `json:"parent,omitempty"`
	Skip    []int64            `json:"skip,omitempty"`
	Held    []savedEntry       `json:"held,omitempty"`
	Publish int64              `json:"publish,omitempty"`
}

type savedEntry struct {
	Table    string    `json:"table"`
	Num      int64     `json:"editNum"`
	At       time.Time `json:"at"`
	Edit     string    `json:"edit"`
	Metadata string    `json:"metadata"`
}

// MarshalJSON renders s but for its rows and flags.
func (s *State) MarshalJSON() ([]byte, error) {
	j := saved{
		Branch: s.Branch, Num: s.Num, Columns: s.Columns, Made: s.Made, Kind: s.Kind,
		Parent: s.Parent, Publish: s.Publish, Skip: slices.Sorted(maps.Keys(s.Skip)),
	}
	for _, num := range slices.Sorted(maps.Keys(s.Held)) {
		row, err := s.Held[num].Row()
		if err != nil {
			return nil, fmt.Errorf("the held entry %d: %w", num, err)
		}
		j.Held = append(j.Held, savedEntry(row))
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote: a State without rows and flags.
func (s *State) UnmarshalJSON(b []byte) error {
	var j saved
	if err := json.Unmarshal(b, &j); err != nil {
		return fmt.Errorf("a saved state of an input table: %w", err)
	}
	*s = *NewState(j.Branch)
	s.Num, s.Columns, s.Made, s.Kind, s.Parent, s.Publish = j.Num, j.Columns, j.Made, j.Kind, j.Parent, j.Publish
	for _, num := range j.Skip {
		s.Skip[num] = true
	}
	for _, h := range j.Held {
		e, err := Read(driver.LogRow(h))
		if err != nil {
			return err
		}
		s.Held[e.Num] = e
	}
	return nil
}
