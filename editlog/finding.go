package editlog

import "fmt"

// Finding is something about a log that is not as its writer left it. Num is where,
// Text what, in a sentence for people.
type Finding struct {
	Num  int64       `json:"editNum"`
	Kind FindingKind `json:"kind"`
	Text string      `json:"text"`
}

// FindingKind is a kind of Finding. The values are those of the API.
type FindingKind string

// The kinds. The last three are no damage: a statement that came twice or late is
// what the rules of the log are for, and an erasure is on purpose.
const (
	FoundUnreadable FindingKind = "unreadable" // EDIT or METADATA cannot be understood
	FoundChanged    FindingKind = "changed"    // a text, a number or a time is not what was hashed
	FoundForeign    FindingKind = "foreign"    // an entry does not continue the chain, or is another table's
	FoundMissing    FindingKind = "missing"    // an entry was taken out
	FoundUncounted  FindingKind = "uncounted"  // of entries of a number none counts, though later ones do
	FoundCut        FindingKind = "cut"        // the end is missing
	FoundRedacted   FindingKind = "redacted"
	FoundVoid       FindingKind = "void"
	FoundTwice      FindingKind = "twice"
)

// Damage tells whether somebody has altered the log.
func (f Finding) Damage() bool {
	switch f.Kind {
	case FoundRedacted, FoundVoid, FoundTwice:
		return false
	}
	return true
}

// most is how many findings are told one by one.
const most = 1000

func (v *Verifier) find(num int64, kind FindingKind, format string, args ...any) {
	v.count++
	if len(v.found) < most {
		v.found = append(v.found, Finding{Num: num, Kind: kind, Text: fmt.Sprintf(format, args...)})
	}
}
