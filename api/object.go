package api

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// ManagedObject is one thing that Writ made in a warehouse.
type ManagedObject struct {
	ObjectID       writ.ObjectID     `json:"objectId"`
	Name           string            `json:"name" doc:"Its physical name; confirm a drop with it"`
	Path           []string          `json:"path" doc:"Where it lies, outermost first"`
	FormerPath     []string          `json:"formerPath" doc:"Where it was before it was put aside; empty otherwise"`
	ConnectionID   writ.ConnectionID `json:"connectionId"`
	ConnectionName string            `json:"connectionName"`
	Kind           writ.ObjectKind   `json:"kind"`
	State          writ.ObjectState  `json:"state" enum:"intended,exists,quarantined,dropped"`
	IsMoving       bool              `json:"isMoving" doc:"It is being renamed, or was when a server ended; the next scan ends that"`
	IsOrphan       bool              `json:"isOrphan" doc:"It is live in the ledger, but no table and no input table holds it, it is no edit log, and no import is making it"`
	Finding        *writ.Finding     `json:"finding" enum:"missing,returned" doc:"Where the last scan saw ledger and warehouse disagree"`
	Why            string            `json:"why" doc:"Why it is here, and what is wrong with that if something is"`
	Table          *ObjectTable      `json:"table" doc:"The table that it holds"`
	Bytes          *int64            `json:"bytes" doc:"Its size when last measured; null where the platform does not tell"`
	MeasuredAt     *time.Time        `json:"measuredAt"`
	LastUsedAt     *time.Time        `json:"lastUsedAt" doc:"When its rows were last read, to about a minute"`
	DropAt         *time.Time        `json:"dropAt" doc:"After when a quarantined object is dropped"`
	CreatedAt      time.Time         `json:"createdAt"`
	UpdatedAt      time.Time         `json:"updatedAt"`
	CanQuarantine  bool              `json:"canQuarantine"`
	CanRestore     bool              `json:"canRestore"`
	CanDrop        bool              `json:"canDrop"`
}

// ObjectTable is the table that a managed object holds.
type ObjectTable struct {
	TableID   writ.TableID  `json:"tableId"`
	Name      string        `json:"name"`
	Version   int64         `json:"version" doc:"The newest version of the table that the object is"`
	OwnerID   writ.MemberID `json:"ownerId"`
	OwnerName string        `json:"ownerName"`
}

// ObjectSummary is what one connection has in the ledger.
type ObjectSummary struct {
	ConnectionID   writ.ConnectionID `json:"connectionId"`
	ConnectionName string            `json:"connectionName"`
	IsArchived     bool              `json:"isArchived"`
	Objects        int               `json:"objects" doc:"All that are not dropped"`
	Orphans        int               `json:"orphans"`
	Quarantined    int               `json:"quarantined"`
	Missing        int               `json:"missing"`
	Returned       int               `json:"returned"`
	Bytes          int64             `json:"bytes" doc:"Of all that are not dropped and whose size is known"`
	Unmeasured     int               `json:"unmeasured" doc:"How many are not dropped and have no known size"`
	Scan           *Scan             `json:"scan" doc:"The last look into the warehouse; null if there was none"`
}

// Scan is what the last comparison of the ledger with a warehouse found, besides
// the findings of the managed objects themselves.
type Scan struct {
	ConnectionID writ.ConnectionID `json:"connectionId"`
	ScannedAt    *time.Time        `json:"scannedAt" doc:"Null if no look has succeeded yet"`
	Objects      int               `json:"objects" doc:"How many objects with names like Writ's were seen"`
	Strangers    []Stranger        `json:"strangers" doc:"Objects with names like Writ's that no ledger knows, the first 1000 by path; Writ never touches them"`
	Problem      *ScanProblem      `json:"problem,omitempty" doc:"Why the last look could not see everything"`
}

// ScanProblem says why a scan could not see everything.
type ScanProblem struct {
	Code    writ.Code `json:"code"`
	Field   string    `json:"field,omitempty"`
	Message string    `json:"message"`
	Hint    string    `json:"hint,omitempty"`
}

// Stranger is an object with a name like Writ's that its ledger does not know.
type Stranger struct {
	Path  []string `json:"path"`
	Kind  string   `json:"kind" doc:"table or view"`
	Bytes *int64   `json:"bytes" doc:"Null where the platform does not tell"`
	Rows  *int64   `json:"rows" doc:"As the platform estimates them; null where it does not"`
}

// ObjectPath names a managed object.
type ObjectPath struct {
	ObjectID writ.ObjectID `path:"objectId"`
}

func (s *Server) objectRoutes() {
	member(s, endpoint{id: "listManagedObjects", route: "GET /v2/managed-objects", summary: "List what Writ made in the warehouses, the newest first"}, s.listObjects)
	member(s, endpoint{id: "summarizeManagedObjects", route: "GET /v2/managed-objects/summary", summary: "Sum up what Writ has in each connection's warehouse, with what the last scan found"}, s.summarizeObjects)
	member(s, endpoint{id: "getManagedObject", route: "GET /v2/managed-objects/{objectId}", summary: "Get one thing that Writ made in a warehouse"}, s.getObject)
	member(s, endpoint{id: "quarantineManagedObject", route: "POST /v2/managed-objects/{objectId}/quarantine", summary: "Put an orphan aside by a rename; it is dropped later"}, s.quarantineObject)
	member(s, endpoint{id: "restoreManagedObject", route: "POST /v2/managed-objects/{objectId}/restore", summary: "Give a quarantined object its name back"}, s.restoreObject)
	member(s, endpoint{id: "dropManagedObject", route: "DELETE /v2/managed-objects/{objectId}", summary: "Drop a quarantined object, an orphan or one that has returned, for good"}, s.dropObject)
	member(s, endpoint{id: "startScan", route: "POST /v2/connections/{connectionId}/scan", summary: "Look into the warehouse and compare it with the ledger"}, s.startScan)
	member(s, endpoint{id: "getScan", route: "GET /v2/connections/{connectionId}/scan", summary: "Get what the last look into the warehouse found"}, s.getScan)
}

func (s *Server) listObjects(ctx context.Context, actor app.Actor, in *struct {
	Paging
	ConnectionID writ.ConnectionID  `query:"connectionId"`
	State        []writ.ObjectState `query:"state,explode" enum:"intended,exists,quarantined,dropped" doc:"Any of these, as often as needed; absent for all"`
	OwnerID      writ.MemberID      `query:"ownerId" doc:"The owner of the table that the object holds"`
	Finding      writ.Finding       `query:"finding" enum:"orphan,missing,returned"`
	Text         string             `query:"text" doc:"A part of the path or of the table's name, whatever the case"`
}) (Page[ManagedObject], error) {
	f := app.ObjectFilter{Connection: in.ConnectionID, States: in.State, Owner: in.OwnerID, Finding: in.Finding, Text: in.Text}
	list, err := s.app.ManagedObjects(ctx, actor, f, writ.ObjectID(in.Page), in.Limit+1)
	if err != nil {
		return Page[ManagedObject]{}, err
	}
	return pageOf(list, in.Limit, func(v *app.ObjectView) string { return string(v.ID) }, showObject), nil
}

func (s *Server) summarizeObjects(ctx context.Context, actor app.Actor, _ *struct{}) (Entries[ObjectSummary], error) {
	list, err := s.app.ObjectSummaries(ctx, actor)
	return entriesOf(list, showSummary), err
}

func (s *Server) getObject(ctx context.Context, actor app.Actor, in *ObjectPath) (ManagedObject, error) {
	return shownObject(s.app.ManagedObject(ctx, actor, in.ObjectID))
}

func (s *Server) quarantineObject(ctx context.Context, actor app.Actor, in *ObjectPath) (ManagedObject, error) {
	return shownObject(s.app.QuarantineObject(ctx, actor, in.ObjectID))
}

func (s *Server) restoreObject(ctx context.Context, actor app.Actor, in *ObjectPath) (ManagedObject, error) {
	return shownObject(s.app.RestoreObject(ctx, actor, in.ObjectID))
}

func (s *Server) dropObject(ctx context.Context, actor app.Actor, in *struct {
	ObjectPath
	Confirm string `query:"confirm" doc:"The name of the object, so that nothing is dropped by a slip of the hand"`
}) (ManagedObject, error) {
	return shownObject(s.app.DropObject(ctx, actor, in.ObjectID, in.Confirm))
}

func (s *Server) startScan(ctx context.Context, actor app.Actor, in *ConnectionPath) (Scan, error) {
	scan, err := s.app.StartScan(ctx, actor, in.ConnectionID)
	if err != nil {
		return Scan{}, err
	}
	return *showScan(scan), nil
}

func (s *Server) getScan(ctx context.Context, actor app.Actor, in *ConnectionPath) (Scan, error) {
	scan, err := s.app.Scan(ctx, actor, in.ConnectionID)
	if err != nil {
		return Scan{}, err
	}
	return *showScan(scan), nil
}

func shownObject(v *app.ObjectView, err error) (ManagedObject, error) {
	if err != nil {
		return ManagedObject{}, err
	}
	return showObject(v), nil
}

func showObject(v *app.ObjectView) ManagedObject {
	o := ManagedObject{
		ObjectID: v.ID, Name: v.Path.Name(), Path: v.Path, FormerPath: orEmpty([]string(v.FormerPath)),
		ConnectionID: v.Connection, ConnectionName: v.ConnectionName, Kind: v.Kind, State: v.State,
		IsMoving: v.Moving(), IsOrphan: v.Orphan, Finding: optional(v.Finding), Why: v.Why, Bytes: optionalCount(v.Bytes),
		MeasuredAt: optionalTime(v.MeasuredAt), LastUsedAt: optionalTime(v.UsedAt), DropAt: optionalTime(v.DropAt),
		CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt,
		CanQuarantine: v.CanQuarantine(), CanRestore: v.CanRestore(), CanDrop: v.CanDrop(),
	}
	if v.Table != nil {
		o.Table = &ObjectTable{TableID: v.Table.ID, Name: v.Table.Name, Version: v.TableVersion, OwnerID: v.Owner.ID, OwnerName: personOf(v.Owner).Name}
	}
	return o
}

func showSummary(s app.ObjectSummary) ObjectSummary {
	return ObjectSummary{
		ConnectionID: s.Connection, ConnectionName: s.ConnectionName, IsArchived: s.Archived,
		Objects: s.Live, Orphans: s.Orphans, Quarantined: s.Quarantined, Missing: s.Missing, Returned: s.Returned,
		Bytes: s.Bytes, Unmeasured: s.Unmeasured, Scan: showScan(s.Scan),
	}
}

func showScan(s *writ.Scan) *Scan {
	if s == nil {
		return nil
	}
	return &Scan{
		ConnectionID: s.Connection, ScannedAt: optionalTime(s.At), Objects: s.Objects, Problem: (*ScanProblem)(s.Problem),
		Strangers: entriesOf(s.Strangers, func(s writ.Stranger) Stranger {
			return Stranger{Path: s.Path, Kind: s.Kind, Bytes: optionalCount(s.Bytes), Rows: optionalCount(s.Rows)}
		}).Entries,
	}
}

// optionalCount is nil for what is not known.
func optionalCount(n int64) *int64 {
	if n < 0 {
		return nil
	}
	return &n
}
