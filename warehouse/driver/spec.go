package driver

import "github.com/writ-dev/writ"

// Spec describes a platform as data; UI, API and CLI draw their forms from it.
type Spec struct {
	Platform     writ.Platform
	Name         string // as its maker spells it
	Fields       []Field
	Destination  []Field // what the write-access form asks for, outermost level first
	Capabilities Capabilities
}

// Secrets returns the names of the fields whose values are sealed.
func (s Spec) Secrets() []string {
	var names []string
	for _, f := range s.Fields {
		if f.Secret() {
			names = append(names, f.Name)
		}
	}
	return names
}

// FieldType says which control a field is edited with.
type FieldType string

// The types of fields. Secret ones are write-only: never sent back.
const (
	FieldText       FieldType = "text"
	FieldNumber     FieldType = "number"
	FieldChoice     FieldType = "choice"
	FieldSecret     FieldType = "secret"
	FieldSecretText FieldType = "secretText" // of several lines, as keys are
)

// Field is one input of a connection form. Name is spelled as in the API's
// connection details.
type Field struct {
	Name     string    `json:"name"`
	Label    string    `json:"label"`
	Type     FieldType `json:"type"`
	Help     string    `json:"help,omitempty"`
	Default  string    `json:"default,omitempty"`
	Choices  []Choice  `json:"choices,omitempty"`
	Required bool      `json:"required"`
	Advanced bool      `json:"advanced,omitempty"` // folded away until asked for
	Address  bool      `json:"-"`                  // part of where the password is sent
	Host     bool      `json:"-"`                  // names a host that is connected to
	Behind   string    `json:"-"`                  // the field of the host through which this one is reached, where that is filled in
}

// Secret tells whether the value is sealed and never sent back.
func (f Field) Secret() bool { return f.Type == FieldSecret || f.Type == FieldSecretText }

// Choice is one option of a FieldChoice.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Capabilities is what a platform can do and how far.
type Capabilities struct {
	Reachable           bool     // this version can connect to it
	Reason              string   // why not, as a sentence for people
	Embedded            bool     // runs inside Writ; connections to it are made by Writ alone
	Levels              []string // what the parts of an object's path are called: "schema", "table"
	FoldsNames          bool     // names that differ only in case are the same
	TransactionalDDL    bool     // CREATE and DROP roll back; the Conn is a Transactor
	Savepoints          bool     // a failed statement need not end its transaction
	MaxIdentifierBytes  int
	MaxColumns          int
	MaxDecimalPrecision int
	MaxTextBytes        int64       // longest text cell; 0: no limit below 1 GiB
	NULInText           bool        // text may hold U+0000
	SpecialFloats       bool        // NaN and the infinities can be stored
	TimestampDigits     int         // digits of a second that are kept
	MinYear, MaxYear    int         // of dates and timestamps
	Lacks               []writ.Kind // kinds that no column can have: NativeType refuses them
	NullsOrder          bool        // knows NULLS FIRST and NULLS LAST
	Privileges          bool        // has users with rights of their own
	InputTables         bool        // the Conn is an EditLogger and an EditTables
	SystemColumns       []string    // names no column may have, in lower case
}
