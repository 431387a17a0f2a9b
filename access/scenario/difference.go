package scenario

import (
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// Difference is an expectation that does not hold, and why it does not.
type Difference struct {
	Line     int      `json:"line"`
	ID       string   `json:"id,omitempty"`
	Question string   `json:"question"`
	Expected string   `json:"expected"`
	Got      string   `json:"got"`
	Why      []string `json:"why"`
}

// String is the difference in one line.
func (d Difference) String() string {
	return fmt.Sprintf("%s: %s, expected %s: %s", d.Question, d.Got, d.Expected, strings.Join(d.Why, " "))
}

// Test asks everything of a scenario that has a Setup and returns what is not as
// expected.
func (s *Scenario) Test() []Difference {
	w := s.Setup.World()
	var out []Difference
	for _, c := range s.Checks {
		q, _ := s.Setup.Question(c) // Read has seen it
		d := w.Decide(q)
		if d.Hidden { // who tests may know why
			d.Reasons = w.Standing(q.Who, q.File).Why
		}
		if d.Allow != c.Allowed {
			out = append(out, s.Differs(c, d.Allow, d.Reasons))
		}
	}
	for _, e := range s.Levels {
		f, _ := s.Setup.object(e.Object)
		if got := w.Standing(writ.MemberID(e.Who), f); got.Level != e.Level {
			out = append(out, s.differsLevel(e, got))
		}
	}
	return out
}

// Differs says that a check came out as allowed says, which is not as expected.
func (s *Scenario) Differs(c Check, allowed bool, why []string) Difference {
	question := fmt.Sprintf("%s %s %s", c.Who, c.Action, c.Object)
	for _, arg := range []struct{ name, value string }{{"to", c.Args.To}, {"level", string(c.Args.Level)}, {"grantee", c.Args.Grantee}} {
		if arg.value != "" {
			question += " " + arg.name + "=" + arg.value
		}
	}
	return Difference{Line: s.Line, ID: s.ID, Question: question, Expected: answer(c.Allowed), Got: answer(allowed), Why: why}
}

func (s *Scenario) differsLevel(e Expected, got access.Standing) Difference {
	return Difference{
		Line: s.Line, ID: s.ID, Question: fmt.Sprintf("the level of %s on %s", e.Who, e.Object),
		Expected: e.Level.Label(), Got: got.Level.Label(), Why: got.Why,
	}
}

func answer(allowed bool) string {
	if allowed {
		return "allowed"
	}
	return "denied"
}
