package inputtable_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/inputtable"
)

func TestCanonicalRules(t *testing.T) {
	t.Parallel()
	type rules = writ.InputRules
	for name, tt := range map[string]struct {
		typ  writ.InputType
		give rules
		want rules
	}{
		"none":         {writ.InputText, rules{}, rules{}},
		"decimals":     {writ.InputDecimal, rules{Min: "1.50", Max: "1.5"}, rules{Min: "1.5", Max: "1.5"}},
		"timestamps":   {writ.InputTimestamp, rules{Min: "2026-01-31T13:05"}, rules{Min: "2026-01-31 13:05:00"}},
		"choices":      {writ.InputDecimal, rules{Allowed: []string{"2.0", "10"}}, rules{Allowed: []string{"2", "10"}}},
		"multi-select": {writ.InputMultiSelect, rules{Allowed: []string{"b", "a"}, Required: true}, rules{Allowed: []string{"b", "a"}, Required: true}},
		"all of text":  {writ.InputText, rules{Unique: true, Pattern: "a+", Allowed: []string{"a", "aa"}}, rules{Unique: true, Pattern: "a+", Allowed: []string{"a", "aa"}}},
	} {
		got, err := inputtable.CanonicalRules(tt.typ, tt.give)
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, tt.want)
		}
	}
}

func TestSenselessRules(t *testing.T) {
	t.Parallel()
	type rules = writ.InputRules
	many := make([]string, inputtable.MaxChoices+1)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	from := &writ.AllowedFrom{Input: "x", Column: "c1"}
	for name, tt := range map[string]struct {
		typ   writ.InputType
		rules rules
		field string
		says  string
	}{
		"bounds the wrong way": {writ.InputInteger, rules{Min: "10", Max: "9"}, "max", "no value between"},
		"a bound of no number": {writ.InputInteger, rules{Min: "ten"}, "min", `"ten"`},
		"a bound of no date":   {writ.InputDate, rules{Max: "2026-02-30"}, "max", "2026-02-30"},
		"a bound of text":      {writ.InputText, rules{Max: "5"}, "max", "numbers, dates and timestamps"},
		"a bound of choices":   {writ.InputMultiSelect, rules{Min: "5"}, "min", ""},
		"a pattern of numbers": {writ.InputInteger, rules{Pattern: "[0-9]"}, "pattern", "text does"},
		"no pattern":           {writ.InputText, rules{Pattern: "("}, "pattern", "regular expression"},
		"a long pattern":       {writ.InputText, rules{Pattern: strings.Repeat("a", 1001)}, "pattern", "1001"},
		"nobody can add":       {writ.InputText, rules{Required: true, Protected: true}, "required", "Nobody"},
		"twice":                {writ.InputDecimal, rules{Allowed: []string{"1.0", "1"}}, "allowed", "twice"},
		"an empty choice":      {writ.InputSingleSelect, rules{Allowed: []string{""}}, "allowed", "empty"},
		"no value":             {writ.InputDate, rules{Allowed: []string{"today"}}, "allowed", "today"},
		"a list and a column":  {writ.InputText, rules{Allowed: []string{"a"}, From: from}, "allowedFrom", "not by both"},
		"no table":             {writ.InputText, rules{From: &writ.AllowedFrom{Column: "c1"}}, "allowedFrom", "one CSV table"},
		"two tables":           {writ.InputText, rules{From: &writ.AllowedFrom{Table: "x", Input: "y", Column: "c1"}}, "allowedFrom", "one CSV table"},
		"no column":            {writ.InputText, rules{From: &writ.AllowedFrom{Table: "x"}}, "allowedFrom", "missing"},
		"too many":             {writ.InputText, rules{Allowed: many}, "allowed", "10001"},
		"too long":             {writ.InputText, rules{Allowed: []string{strings.Repeat("a", 1<<20), "b"}}, "allowed", "bytes"},
		"beyond the bounds":    {writ.InputInteger, rules{Max: "5", Allowed: []string{"3", "7"}}, "allowed", `"7"`},
		"not of the pattern":   {writ.InputText, rules{Pattern: "a+", Allowed: []string{"b"}}, "allowed", `"b"`},
		"a checkbox":           {writ.InputCheckbox, rules{Allowed: []string{"true"}}, "allowed", "checked or not"},
		"a unique checkbox":    {writ.InputCheckbox, rules{Unique: true}, "unique", "cannot be unique"},
		"unique choices":       {writ.InputMultiSelect, rules{Unique: true}, "unique", "cannot be unique"},
	} {
		_, err := inputtable.CanonicalRules(tt.typ, tt.rules)
		var e *writ.Error
		if !errors.As(err, &e) || e.Code != writ.CodeInvalid || e.Field != tt.field || !strings.Contains(e.Message, tt.says) {
			t.Errorf("%s: got %v, want %s saying %s", name, err, tt.field, tt.says)
		}
	}
}
