package writ

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Platform is the kind of warehouse, spelled as the API spells it.
type Platform string

// The platforms Writ knows. Which of them this version can reach, each
// platform's own description says.
const (
	PlatformDuckDB     Platform = "duckdb"
	PlatformPostgres   Platform = "postgres"
	PlatformAlloyDB    Platform = "alloydb"
	PlatformRedshift   Platform = "redshift"
	PlatformMySQL      Platform = "mysql"
	PlatformSnowflake  Platform = "snowflake"
	PlatformBigQuery   Platform = "bigQuery"
	PlatformDatabricks Platform = "databricks"
	PlatformSQLServer  Platform = "sqlserver"
)

// Path names a thing in a warehouse by its physical names, outermost first:
// database, schema, object, as many of them as the platform has.
type Path []string

// String joins the parts with dots, for people; it is never SQL.
func (p Path) String() string { return strings.Join(p, ".") }

// Child returns the path one level deeper.
func (p Path) Child(name string) Path { return append(slices.Clone(p), name) }

// Parent returns the path one level up; the parent of an empty path is empty.
func (p Path) Parent() Path {
	if len(p) == 0 {
		return nil
	}
	return slices.Clone(p[:len(p)-1])
}

// Name returns the last part, "" for the empty path.
func (p Path) Name() string {
	if len(p) == 0 {
		return ""
	}
	return p[len(p)-1]
}

// As says with whose rights a warehouse call runs: the service account of the
// connection, or a member's own with an optional warehouse role. The zero As is
// nobody and every call refuses it: there is no default.
type As struct {
	service bool
	member  MemberID
	role    string
}

// ServiceAccount is the credential of the connection itself.
func ServiceAccount() As { return As{service: true} }

// AsMember is a member's own credential, in a warehouse role ("" is the
// member's default role there).
func AsMember(m MemberID, role string) As { return As{member: m, role: role} }

// IsService tells whether the call runs with the service account.
func (a As) IsService() bool { return a.service }

// Member returns whose rights are used, "" for the service account.
func (a As) Member() MemberID { return a.member }

// Role returns the warehouse role, "" for the default one.
func (a As) Role() string { return a.role }

// Valid tells whether a names anybody at all.
func (a As) Valid() bool { return a.service || a.member != "" }

// String renders a as the ledger keeps it: "service", "member:<id>" or
// "member:<id>:<role>".
func (a As) String() string {
	switch {
	case a.service:
		return "service"
	case a.member == "":
		return "nobody"
	case a.role == "":
		return "member:" + string(a.member)
	}
	return "member:" + string(a.member) + ":" + a.role
}

// ParseAs reads what String wrote.
func ParseAs(s string) (As, error) {
	if s == "service" {
		return ServiceAccount(), nil
	}
	rest, ok := strings.CutPrefix(s, "member:")
	id, role, _ := strings.Cut(rest, ":")
	if !ok || id == "" {
		return As{}, fmt.Errorf("writ: %q does not say whose rights", s)
	}
	return AsMember(MemberID(id), role), nil
}

// Connection is a configured way to reach one warehouse. Details holds the
// values of the platform's fields by name, secrets excepted: those lie in
// Secrets, sealed by the vault with the connection's id. Version rises with
// every change and locks optimistically.
type Connection struct {
	ID          ConnectionID
	Name        string
	Description string
	Platform    Platform
	Details     map[string]string
	Secrets     []byte
	WriteAccess bool
	Archived    bool
	Version     int64
	CreatedBy   MemberID
	UpdatedBy   MemberID
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Destination is a place where Writ may create objects: a schema or its like.
// One that is no longer configured stays, retired, while objects of Writ's live
// in it, so that it keeps being hidden.
type Destination struct {
	ID          DestinationID
	Connection  ConnectionID
	Path        Path
	Description string
	Retired     bool
	CreatedAt   time.Time
}

// ObjectKind is what a managed object is in its warehouse.
type ObjectKind string

// ObjectTable is the only kind until views and stages come.
const ObjectTable ObjectKind = "table"

// ObjectState is how far a managed object's life has come.
type ObjectState string

// A managed object is intended before the statement that creates it is sent,
// exists once that is known to have worked, and is dropped once it is known to
// be gone. An intended object may or may not be there. A quarantined one was put
// aside under another name and is dropped later.
const (
	ObjectIntended    ObjectState = "intended"
	ObjectExists      ObjectState = "exists"
	ObjectQuarantined ObjectState = "quarantined"
	ObjectDropped     ObjectState = "dropped"
)

// ManagedObject is the ledger's record of one thing Writ made in a warehouse.
type ManagedObject struct {
	ID          ObjectID
	Connection  ConnectionID
	Destination DestinationID
	Path        Path
	Kind        ObjectKind
	State       ObjectState
	As          As
	Upload      UploadID // the upload it was made for
	FormerPath  Path     // where it was before it was quarantined; nil otherwise
	Bytes       int64    // its size when last measured, -1 where the platform does not tell or nobody has asked
	MeasuredAt  time.Time
	UsedAt      time.Time // when somebody last read it; zero if nobody did
	DropAt      time.Time // when a quarantined object is dropped; zero while it moves
	Finding     Finding   // what the last scan of the connection found
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Moving tells whether o is on its way from FormerPath to Path, into quarantine
// or out of it. Where it lies nobody knows until its warehouse has been looked at.
func (o *ManagedObject) Moving() bool { return o.State == ObjectQuarantined && o.DropAt.IsZero() }

// QuarantinePath is where o lies while it is put aside: in the same destination,
// under a name made from its id.
func (o *ManagedObject) QuarantinePath() Path {
	parent := o.Path.Parent()
	return parent.Child(QuarantinePrefix + strings.ReplaceAll(string(o.ID), "-", ""))
}

// Finding is where ledger and warehouse disagree about an object.
type Finding string

// A missing object should be there and is not; a returned one was dropped and is
// there again, as after a server that was paused in the middle of making it.
const (
	FindingNone     Finding = ""
	FindingMissing  Finding = "missing"
	FindingReturned Finding = "returned"
)

// Scan is what a comparison of the ledger with a connection's warehouse found,
// besides what it noted in the ledger's own records.
type Scan struct {
	Connection ConnectionID
	At         time.Time
	Objects    int // how many objects of Writ's kind of name were seen
	Strangers  []Stranger
	Problem    *Problem // why the scan could not look everywhere
}

// Stranger is an object with a name like Writ's, in a destination of Writ's, that
// no ledger knows. Writ never touches it.
type Stranger struct {
	Path  Path   `json:"path"`
	Kind  string `json:"kind"`  // as the catalog calls it: "table", "view"
	Bytes int64  `json:"bytes"` // -1 where the platform does not tell
	Rows  int64  `json:"rows"`  // as the platform estimates them; -1 where it does not
}

// ObjectPrefix starts the name of everything Writ creates in a warehouse; it is
// part of the on-disk contract.
const ObjectPrefix = "SIGDS_"

// QuarantinePrefix starts the names of objects that were put aside.
const QuarantinePrefix = ObjectPrefix + "QUARANTINE_"

// ProbePrefix starts the names of the objects that the grant doctor tries.
const ProbePrefix = ObjectPrefix + "PROBE_"

// RowColumn is the physical name of the column that numbers the rows of an
// uploaded table 1, 2, 3 … in the order of the file.
const RowColumn = "DS_ROW"
