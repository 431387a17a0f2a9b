package inputtable

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Rules are what the values of a column have to keep to, made ready to check many
// of them. They are safe for concurrent use.
type Rules struct {
	column  writ.InputColumn
	limits  driver.Capabilities
	pattern *regexp.Regexp // nil if there is none
	allowed map[string]bool
}

// Violation says which rule a value breaks, and why, in a sentence for people.
type Violation struct {
	Rule   writ.InputRule
	Reason string
}

// NewRules prepares the rules of a column whose values are kept by a platform of the
// given limits. CodeInvalid if its pattern is no regular expression.
func NewRules(c writ.InputColumn, limits driver.Capabilities) (*Rules, error) {
	r := &Rules{column: c, limits: limits}
	if c.Rules.Pattern != "" {
		p, err := compile(c.Rules.Pattern)
		if err != nil {
			return nil, err
		}
		r.pattern = p
	}
	if len(c.Rules.Allowed) > 0 {
		r.allowed = make(map[string]bool, len(c.Rules.Allowed))
		for _, choice := range c.Rules.Allowed {
			r.allowed[choice] = true
		}
	}
	return r, nil
}

// compile makes a regular expression of a pattern, which has to match a whole text.
func compile(pattern string) (*regexp.Regexp, error) {
	// By itself first: a parenthesis that closes one of Writ's would go unnoticed.
	_, err := regexp.Compile(pattern)
	if err == nil {
		var whole *regexp.Regexp
		if whole, err = regexp.Compile(`\A(?:` + pattern + `)\z`); err == nil {
			return whole, nil
		}
	}
	return nil, writ.Invalid("inputtable.compile", "pattern", "The pattern %s is no regular expression: %v.", shown(pattern), err).
		WithHint("Patterns are written as in RE2; there are no look-aheads and no references back.")
}

// Check returns the first rule that a value of the column's type breaks, nil if it
// keeps to all. from are the values of the column that the rules name as the
// allowed ones, nil if they name none. Whether a value is unique Check cannot know.
func (r *Rules) Check(c editlog.Cell, from *Choices) *Violation {
	rules := r.column.Rules
	if rules.Required && empty(c) {
		return &Violation{writ.RuleRequired, "A value is required here."}
	}
	if c.Value.Null {
		return nil
	}
	if v := r.keepable(c.Value.Text); v != nil {
		return v
	}
	if v := r.choice(c.Value.Text, from); v != nil {
		return v
	}
	text := c.Value.Text
	switch {
	case rules.Min != "" && compare(r.column.Type, text, rules.Min) < 0:
		return &Violation{writ.RuleMin, fmt.Sprintf("%s is %s %s, the %s that is allowed.", text, r.word("less than", "before"), rules.Min, r.word("least", "earliest"))}
	case rules.Max != "" && compare(r.column.Type, text, rules.Max) > 0:
		return &Violation{writ.RuleMax, fmt.Sprintf("%s is %s %s, the %s that is allowed.", text, r.word("more than", "after"), rules.Max, r.word("most", "latest"))}
	case r.pattern != nil && !r.pattern.MatchString(text):
		return &Violation{writ.RulePattern, fmt.Sprintf("%s does not match the pattern %s.", shown(text), rules.Pattern)}
	}
	return nil
}

// word picks how bounds are spoken of.
func (r *Rules) word(number, time string) string {
	if r.column.Type == writ.InputDate || r.column.Type == writ.InputTimestamp {
		return time
	}
	return number
}

// keepable refuses what the platform cannot keep.
func (r *Rules) keepable(text string) *Violation {
	refuse := func(format string, args ...any) *Violation {
		return &Violation{writ.RuleType, fmt.Sprintf(format, args...)}
	}
	switch r.column.Type {
	case writ.InputDate, writ.InputTimestamp:
		digits, _, _ := strings.Cut(text, "-")
		if year, err := strconv.Atoi(digits); err != nil || r.limits.MaxYear > 0 && (year < r.limits.MinYear || year > r.limits.MaxYear) {
			return refuse("%s is not in the years %d to %d, which are those that the warehouse can keep.", text, r.limits.MinYear, r.limits.MaxYear)
		}
	case writ.InputText, writ.InputSingleSelect, writ.InputMultiSelect:
		if most := r.limits.MaxTextBytes; most > 0 && int64(len(text)) > most {
			return refuse("%s has %d bytes; the warehouse keeps %d at most.", shown(text), len(text), most)
		}
	}
	return nil
}

// choice checks a value against the allowed ones, each choice of a multi-select by
// itself.
func (r *Rules) choice(text string, from *Choices) *Violation {
	if r.allowed == nil && from == nil {
		return nil
	}
	chosen := []string{text}
	if r.column.Type == writ.InputMultiSelect {
		if err := json.Unmarshal([]byte(text), &chosen); err != nil {
			return &Violation{writ.RuleType, shown(text) + " is no list of choices."}
		}
	}
	for _, c := range chosen {
		switch {
		case r.allowed != nil && !r.allowed[c]:
			return &Violation{writ.RuleAllowed, fmt.Sprintf("%s is not one of the values that are allowed: %s.", shown(c), some(r.column.Rules.Allowed, len(r.allowed)))}
		case from != nil && !from.Has(c):
			return &Violation{writ.RuleAllowed, fmt.Sprintf("%s is not one of the values of %s: %s.", shown(c), from.Of, some(from.First, from.Len()))}
		}
	}
	return nil
}

// empty tells whether a cell holds nothing that a required one needs.
func empty(c editlog.Cell) bool {
	return c.Value.Null || c.Value.Text == "" || c.Type == writ.InputMultiSelect && c.Value.Text == "[]"
}

// Text is quoted to people in part if it is long, and so are lists.
const (
	shownRunes   = 60
	shownChoices = 5
)

// shown quotes a text for people.
func shown(text string) string {
	if utf8.RuneCountInString(text) > shownRunes {
		return strconv.Quote(string([]rune(text)[:shownRunes])) + "…"
	}
	return strconv.Quote(text)
}

// some quotes the first of n choices.
func some(choices []string, n int) string {
	list := make([]string, min(len(choices), shownChoices))
	for i := range list {
		list[i] = shown(choices[i])
	}
	switch {
	case n == 0:
		return "there are none"
	case n > len(list):
		return fmt.Sprintf("%s and %d more", strings.Join(list, ", "), n-len(list))
	}
	return strings.Join(list, ", ")
}
