package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// line is a line of a file as it is spelled.
type line struct {
	ID              string                           `json:"id"`
	Note            string                           `json:"note"`
	Sentence        string                           `json:"sentence"`  // what it tests, for people
	Ambiguous       bool                             `json:"ambiguous"` // the same
	Setup           *Setup                           `json:"setup"`
	Who             *string                          `json:"who"`
	Action          string                           `json:"action"`
	Object          string                           `json:"object"`
	Args            Args                             `json:"args"`
	Allowed         *bool                            `json:"allowed"`
	EffectiveLevels map[string]map[string]writ.Level `json:"effective_levels"`
	Checks          []tuple                          `json:"checks"`
}

// tuple is a check in short: [who, action, object, allowed].
type tuple Check

// UnmarshalJSON reads the four values.
func (t *tuple) UnmarshalJSON(text []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil || len(parts) != 4 {
		return fmt.Errorf("a check is [who, action, object, allowed], not %s", text)
	}
	for i, into := range []any{&t.Who, &t.Action, &t.Object, &t.Allowed} {
		if err := json.Unmarshal(parts[i], into); err != nil {
			return fmt.Errorf("a check is [who, action, object, allowed], not %s", text)
		}
	}
	return nil
}

// Read reads a file of scenarios: one JSON object on each line; empty lines count
// only as lines. CodeInvalid for what is none, with the name of the file and the
// line.
func Read(name string, r io.Reader) ([]Scenario, error) {
	const op = "scenario.Read"
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, writ.Wrap(writ.CodeUnavailable, op, err, "%s cannot be read: %v", name, err)
	}
	var all []Scenario
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		s, err := parse(line)
		if err != nil {
			return nil, writ.Errorf(writ.CodeInvalid, op, "%s, line %d: %v", name, number, err)
		}
		s.Line = number
		all = append(all, *s)
	}
	return all, nil
}

// parse reads one line and checks that everything it names is there.
func parse(text []byte) (*Scenario, error) {
	var l line
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return nil, fmt.Errorf("it is no scenario: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("something follows the scenario on the same line")
	}
	s := &Scenario{ID: l.ID, Note: l.Note, Setup: l.Setup}
	for _, c := range l.Checks {
		s.Checks = append(s.Checks, Check(c))
	}
	if l.Who != nil || l.Action != "" || l.Object != "" {
		if l.Who == nil || l.Action == "" || l.Object == "" || l.Allowed == nil {
			return nil, fmt.Errorf("a case needs who, action, object and allowed")
		}
		s.Checks = append(s.Checks, Check{Who: *l.Who, Action: l.Action, Object: l.Object, Args: l.Args, Allowed: *l.Allowed})
	}
	for _, who := range slices.Sorted(maps.Keys(l.EffectiveLevels)) {
		for _, object := range slices.Sorted(maps.Keys(l.EffectiveLevels[who])) {
			s.Levels = append(s.Levels, Expected{Who: who, Object: object, Level: l.EffectiveLevels[who][object]})
		}
	}
	return s, s.check()
}

// check says what is wrong with a scenario, so that a slip of the pen is not taken
// for a denial.
func (s *Scenario) check() error {
	if len(s.Checks)+len(s.Levels) == 0 {
		return fmt.Errorf("it expects nothing: who, action, object and allowed, or checks, or effective_levels are missing")
	}
	if s.Setup != nil {
		if err := s.Setup.check(); err != nil {
			return err
		}
	}
	for i := range s.Levels {
		e := &s.Levels[i]
		if e.Level == "none" {
			e.Level = writ.LevelNone
		} else if e.Level == writ.LevelNone || e.Level.Label() == string(e.Level) {
			return fmt.Errorf("there is no level %q", e.Level)
		}
		if s.Setup != nil {
			if _, err := s.Setup.object(e.Object); err != nil || s.Setup.user(e.Who) != nil {
				return fmt.Errorf("the level of %q on %q: there is no such user or thing", e.Who, e.Object)
			}
		}
	}
	for _, c := range s.Checks {
		if err := s.checkCheck(c); err != nil {
			return err
		}
	}
	return nil
}

func (s *Scenario) checkCheck(c Check) error {
	if !slices.Contains(access.Actions(), access.Action(c.Action)) {
		return fmt.Errorf("there is no action %q", c.Action)
	}
	if s.Setup == nil {
		return nil
	}
	_, err := s.Setup.Question(c)
	return err
}
