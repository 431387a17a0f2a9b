package ingest

import "testing"

func TestLookalike(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"007":     "a number would lose its leading zeros",
		"-007":    "a number would lose its leading zeros",
		"+5":      "a number would lose its plus",
		"-0":      "a number would lose the minus of its zero",
		"-0.0":    "a number would lose the minus of its zero",
		"12E03":   "it may be a code, and a number would come back without exponent",
		"NA":      "it may mean NULL; choose so if it does",
		"-":       "it may mean NULL; choose so if it does",
		"TRUE":    "a boolean would come back in lower case",
		" 5":      "any other type would lose its outer spaces",
		" Ada":    "",
		" ":       "",
		"Namibia": "",
		"1,5":     "",
		"+":       "",
	} {
		if got := lookalike(value); got != want {
			t.Errorf("lookalike(%q) = %q, want %q", value, got, want)
		}
	}
}
