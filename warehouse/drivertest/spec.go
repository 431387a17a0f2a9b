package drivertest

import (
	"slices"
	"testing"

	"github.com/writ-dev/writ"
)

// examSpec demands a description from which forms can be drawn and limits known.
func examSpec(t *testing.T, e *exam) {
	spec := e.Driver.Spec()
	if spec.Platform == "" || spec.Name == "" {
		t.Errorf("platform %q, name %q: neither may be empty", spec.Platform, spec.Name)
	}
	if !e.caps.Reachable && e.caps.Reason == "" {
		t.Error("a platform that cannot be reached says why")
	}
	if len(e.caps.Levels) < 2 || len(spec.Destination) != len(e.caps.Levels)-1 {
		t.Errorf("levels %v, destination of %d fields: a destination is all levels but the last", e.caps.Levels, len(spec.Destination))
	}
	seen := map[string]bool{}
	for _, f := range spec.Fields {
		if f.Name == "" || f.Label == "" || seen[f.Name] {
			t.Errorf("field %+v: needs a label and a name of its own", f)
		}
		if f.Secret() && f.Default != "" {
			t.Errorf("field %s: a secret has no default", f.Name)
		}
		seen[f.Name] = true
	}
	for _, n := range []int{e.caps.MaxIdentifierBytes, e.caps.MaxColumns, e.caps.MaxDecimalPrecision, e.caps.TimestampDigits, e.caps.MaxYear} {
		if n <= 0 {
			t.Errorf("a limit is missing: %+v", e.caps)
			break
		}
	}
	for _, k := range []writ.Kind{writ.KindText, writ.KindInteger, writ.KindFloat, writ.KindBoolean, writ.KindDate, writ.KindTime, writ.KindTimestamp, writ.KindTimestampTZ} {
		_, err := e.Driver.Dialect().NativeType(writ.Type{Kind: k})
		if lacks := slices.Contains(e.caps.Lacks, k); lacks != (writ.CodeOf(err) == writ.CodeUnsupported) || !lacks && err != nil {
			t.Errorf("%s: lacking it is said to be %v, and its type: %v", k, lacks, err)
		}
	}
	if _, err := e.Driver.Dialect().NativeType(writ.Type{Kind: writ.KindOther}); writ.CodeOf(err) != writ.CodeUnsupported {
		t.Errorf("kind other is never written: got %v, want CodeUnsupported", err)
	}
}
