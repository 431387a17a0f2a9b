package inputtable_test

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/warehouse/driver"
)

// limits are those of a platform that keeps little.
var limits = driver.Capabilities{MinYear: 1000, MaxYear: 9999, MaxTextBytes: 100}

func rulesOf(t *testing.T, typ writ.InputType, r writ.InputRules) *inputtable.Rules {
	t.Helper()
	rules, err := inputtable.NewRules(writ.InputColumn{ID: "c1", Name: "Column", Type: typ, Rules: r}, limits)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func TestCheck(t *testing.T) {
	t.Parallel()
	type (
		rules = writ.InputRules
		cell  = writ.Value
	)
	text, null := writ.Text, writ.Null()
	many := strings.Split(strings.Repeat("x", 200), "")
	for i := range many {
		many[i] = strings.Repeat("x", i+1)
	}
	for name, tt := range map[string]struct {
		typ   writ.InputType
		rules rules
		value cell
		rule  writ.InputRule // "" if the value keeps to all
		says  string
	}{
		"no rules":                {writ.InputText, rules{}, text("x"), "", ""},
		"NULL breaks no bound":    {writ.InputInteger, rules{Min: "1", Allowed: []string{"2"}}, null, "", ""},
		"required NULL":           {writ.InputInteger, rules{Required: true}, null, writ.RuleRequired, "required"},
		"required empty":          {writ.InputText, rules{Required: true}, text(""), writ.RuleRequired, "required"},
		"required no choice":      {writ.InputMultiSelect, rules{Required: true}, text("[]"), writ.RuleRequired, "required"},
		"required blank":          {writ.InputText, rules{Required: true}, text(" "), "", ""},
		"required unchecked":      {writ.InputCheckbox, rules{Required: true}, text("false"), "", ""},
		"empty is not NULL":       {writ.InputText, rules{Pattern: "a"}, text(""), writ.RulePattern, `""`},
		"pattern":                 {writ.InputText, rules{Pattern: "[A-Z]{3}"}, text("ABC"), "", ""},
		"pattern in part":         {writ.InputText, rules{Pattern: "[A-Z]{3}"}, text("ABCD"), writ.RulePattern, `"ABCD" does not match the pattern [A-Z]{3}.`},
		"pattern of two":          {writ.InputText, rules{Pattern: "a|b"}, text("ab"), writ.RulePattern, ""},
		"pattern with a line end": {writ.InputText, rules{Pattern: "a"}, text("a\n"), writ.RulePattern, ""},
		"allowed":                 {writ.InputSingleSelect, rules{Allowed: []string{"a", "b"}}, text("b"), "", ""},
		"not allowed":             {writ.InputSingleSelect, rules{Allowed: []string{"a", "b"}}, text("c"), writ.RuleAllowed, `"c" is not one of the values that are allowed: "a", "b".`},
		"one of many":             {writ.InputText, rules{Allowed: many}, text("c"), writ.RuleAllowed, `"xxxxx" and 195 more.`},
		"other case":              {writ.InputSingleSelect, rules{Allowed: []string{"a"}}, text("A"), writ.RuleAllowed, ""},
		"all choices":             {writ.InputMultiSelect, rules{Allowed: []string{"a", "b"}}, text(`["b","a"]`), "", ""},
		"one wrong choice":        {writ.InputMultiSelect, rules{Allowed: []string{"a", "b"}}, text(`["a","c"]`), writ.RuleAllowed, `"c"`},
		"at the least":            {writ.InputInteger, rules{Min: "-10"}, text("-10"), "", ""},
		"less":                    {writ.InputInteger, rules{Min: "-10"}, text("-11"), writ.RuleMin, "-11 is less than -10, the least that is allowed."},
		"at the most":             {writ.InputDecimal, rules{Max: "100"}, text("100"), "", ""},
		"more by very little":     {writ.InputDecimal, rules{Max: "100"}, text("100.0000000001"), writ.RuleMax, "100.0000000001 is more than 100, the most that is allowed."},
		"beyond a double":         {writ.InputInteger, rules{Max: "9007199254740992"}, text("9007199254740993"), writ.RuleMax, ""},
		"longer but smaller":      {writ.InputInteger, rules{Max: "9"}, text("10"), writ.RuleMax, ""},
		"before":                  {writ.InputDate, rules{Min: "2026-01-01"}, text("2025-12-31"), writ.RuleMin, "2025-12-31 is before 2026-01-01, the earliest that is allowed."},
		"after":                   {writ.InputTimestamp, rules{Max: "2026-01-01 00:00:00"}, text("2026-01-01 00:00:00.000001"), writ.RuleMax, "after"},
		"a year too late":         {writ.InputDate, rules{}, text("10000-01-01"), writ.RuleType, "1000 to 9999"},
		"a year too early":        {writ.InputTimestamp, rules{}, text("0999-12-31 23:59:59"), writ.RuleType, "1000 to 9999"},
		"too long":                {writ.InputText, rules{}, text(strings.Repeat("é", 51)), writ.RuleType, "102 bytes; the warehouse keeps 100"},
		"required comes first":    {writ.InputText, rules{Required: true, Pattern: "a"}, text(""), writ.RuleRequired, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := rulesOf(t, tt.typ, tt.rules).Check(editlog.Cell{Type: tt.typ, Value: tt.value}, nil)
			switch {
			case tt.rule == "" && got != nil:
				t.Errorf("refused: %+v", got)
			case tt.rule != "" && (got == nil || got.Rule != tt.rule || !strings.Contains(got.Reason, tt.says)):
				t.Errorf("got %+v, want %s saying %s", got, tt.rule, tt.says)
			}
		})
	}
}

func TestCheckOfOtherTable(t *testing.T) {
	t.Parallel()
	from := inputtable.NewChoices(`the column "Code" of "Countries"`, []string{"AT", "CH", "DE", "FR", "IT", "LI"})
	rules := rulesOf(t, writ.InputText, writ.InputRules{From: &writ.AllowedFrom{Input: "x", Column: "c1"}})
	if v := rules.Check(editlog.Cell{Type: writ.InputText, Value: writ.Text("LI")}, from); v != nil {
		t.Errorf("refused: %+v", v)
	}
	v := rules.Check(editlog.Cell{Type: writ.InputText, Value: writ.Text("UK")}, from)
	want := `"UK" is not one of the values of the column "Code" of "Countries": "AT", "CH", "DE", "FR", "IT" and 1 more.`
	if v == nil || v.Rule != writ.RuleAllowed || v.Reason != want {
		t.Errorf("got %+v, want %s", v, want)
	}
	v = rules.Check(editlog.Cell{Type: writ.InputText, Value: writ.Text("UK")}, inputtable.NewChoices("nothing", nil))
	if v == nil || !strings.Contains(v.Reason, "there are none") {
		t.Errorf("without choices: got %+v", v)
	}
}

func TestNoPattern(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"(", "a)(?:b", "[z-a]", "(?=a)", `(a)\1`} {
		_, err := inputtable.NewRules(writ.InputColumn{Type: writ.InputText, Rules: writ.InputRules{Pattern: pattern}}, limits)
		if writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("%s: got %v", pattern, err)
		}
	}
}

// TestBounds compares numbers with those of package math/big.
func TestBounds(t *testing.T) {
	t.Parallel()
	number := rapid.Custom(func(t *rapid.T) string {
		n := new(big.Rat).SetFrac64(rapid.Int64().Draw(t, "n"), rapid.SampledFrom([]int64{1, 10, 100000, 10000000000}).Draw(t, "scale"))
		text := n.FloatString(10)
		return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	})
	rapid.Check(t, func(t *rapid.T) {
		value, bound := number.Draw(t, "value"), number.Draw(t, "bound")
		rules, err := inputtable.NewRules(writ.InputColumn{Type: writ.InputDecimal, Rules: writ.InputRules{Min: bound}}, limits)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := new(big.Rat).SetString(value)
		b, _ := new(big.Rat).SetString(bound)
		broken := rules.Check(editlog.Cell{Type: writ.InputDecimal, Value: writ.Text(value)}, nil) != nil
		if broken != (a.Cmp(b) < 0) {
			t.Fatalf("%s against the least %s: broken is %v", value, bound, broken)
		}
	})
}
