package store

import (
	"context"

	"github.com/writ-dev/writ"
)

// Store keeps the metadata of one organization. All methods are safe for
// concurrent use.
type Store interface {
	// Read runs fn in a read-only transaction: everything fn sees is of one
	// moment. A write inside is refused.
	Read(ctx context.Context, fn func(Tx) error) error
	// Write runs fn in a serializable transaction and commits if fn returns nil.
	// Nothing of it happened when Write returns an error. fn may be run again
	// after a serialization conflict, so it must have no effects of its own.
	Write(ctx context.Context, fn func(Tx) error) error
	// Backup writes a consistent copy of the whole store to the new file path
	// while others go on reading and writing.
	Backup(ctx context.Context, path string) error
	// Broadcast tells every node something that is not worth keeping, such as how
	// far an import has come: subscribers get it at most once, in no order with
	// what was appended to Tx.Events. Data of more than 7,000 bytes is CodeInvalid.
	Broadcast(ctx context.Context, e writ.Event) error
	// Subscribe has fn called, one call after the other and on a goroutine of its
	// own, for every event appended (once its transaction has committed) or
	// broadcast from now on, by any node. A Notice with Gap says that events may have
	// been missed, because the node was cut off, has only begun to listen, or fn was
	// too slow: whoever follows topics then reads Tx.Events again. Two notices may
	// come in another order than their events have. A panic of fn is nobody's to
	// catch. stop ends it and waits for a call under way; it must not be called from
	// fn. Close ends it, too.
	Subscribe(fn func(Notice)) (stop func())
	// Close ends the store; calls under way fail. Safe to call twice.
	Close() error
}

// Tx is one transaction's view of the stores. It must not outlive the function
// it was given to.
//
// All of them follow the same rules: what is not there is CodeNotFound; a name
// that is taken, CodeConflict; an Update whose Version is not the stored one,
// CodeStale. Update raises Version by one in the store and in the value it was
// given.
//
// What permissions are decided by (Members, Teams, AccountTypes, Files, Grants) is
// reported by the transaction itself: as it commits, it appends one event on
// writ.TopicAccess that lists what it inserted, changed and deleted there.
type Tx struct {
	Members     Members
	Credentials Credentials
	Tokens      Tokens
	Sessions    Sessions
	Connections Connections
	DataGrants  DataGrants
	Objects     Objects
	Scans       Scans
	Uploads     Uploads
	Tables      Tables
	Versions    Versions
	Choices     Choices
	Jobs        Jobs
	Schedules   Schedules
	Nodes       Nodes
	Events      Events
	Settings    Settings
	Sealed      SealedValues

	Files         Files
	Grants        Grants
	Drafts        Drafts
	Publications  Publications
	Visits        Visits
	Requests      Requests
	Teams         Teams
	AccountTypes  AccountTypes
	Notifications Notifications
	AuditLog      AuditLog
	Identities    Identities

	InputTables InputTables
	InputHeads  InputHeads
	EditLogs    EditLogs
	Leases      Leases
}

// Members keeps the people who can sign in. An account type that is neither
// built in nor among AccountTypes is CodeConflict.
type Members interface {
	Insert(ctx context.Context, m *writ.Member) error
	Update(ctx context.Context, m *writ.Member) error
	Get(ctx context.Context, id writ.MemberID) (*writ.Member, error)
	ByEmail(ctx context.Context, email string) (*writ.Member, error)
	// List returns members in the order they were made, after the id after (""
	// for the first page), at most limit.
	List(ctx context.Context, after writ.MemberID, limit int) ([]*writ.Member, error)
	Count(ctx context.Context) (int, error)
}

// Credentials keeps API credentials.
type Credentials interface {
	Insert(ctx context.Context, c *writ.APICredential) error
	Get(ctx context.Context, id writ.CredentialID) (*writ.APICredential, error)
	// ListByMember returns the credentials of a member in the order they were
	// made, revoked ones included.
	ListByMember(ctx context.Context, m writ.MemberID) ([]*writ.APICredential, error)
	// Touch records the last use; Revoke the end. Times are Unix microseconds.
	Touch(ctx context.Context, id writ.CredentialID, usedAt int64) error
	Revoke(ctx context.Context, id writ.CredentialID, revokedAt int64) error
}

// Tokens keeps the bearer tokens made from API credentials. Times are Unix
// microseconds.
type Tokens interface {
	Insert(ctx context.Context, t *writ.Token) error
	ByHash(ctx context.Context, hash string) (*writ.Token, error)
	// Spend marks a token as used up; CodeNotFound if it is not there or already
	// spent, so that of two callers only one succeeds.
	Spend(ctx context.Context, hash string, at int64) error
	// DeleteFamily removes every token that came from the same issue.
	DeleteFamily(ctx context.Context, family string) error
	// DeleteBefore removes the tokens that expired before the time.
	DeleteBefore(ctx context.Context, expiredAt int64) error
}

// Sessions keeps browser sessions as opaque bytes by the hash of their token.
type Sessions interface {
	Find(ctx context.Context, hash string, now int64) (data []byte, found bool, err error)
	Put(ctx context.Context, hash string, data []byte, expiresAt int64) error
	Delete(ctx context.Context, hash string) error
	DeleteBefore(ctx context.Context, expiredAt int64) error
}

// Connections keeps connections and their destinations.
type Connections interface {
	Insert(ctx context.Context, c *writ.Connection) error
	Update(ctx context.Context, c *writ.Connection) error
	// Get returns a connection whether archived or not.
	Get(ctx context.Context, id writ.ConnectionID) (*writ.Connection, error)
	// List returns connections by name; archived ones only if asked for.
	List(ctx context.Context, archived bool) ([]*writ.Connection, error)
	InsertDestination(ctx context.Context, d *writ.Destination) error
	// SetRetired switches a destination out of and back into use.
	SetRetired(ctx context.Context, id writ.DestinationID, retired bool) error
	DeleteDestination(ctx context.Context, id writ.DestinationID) error
	// Destinations returns those of one connection, retired ones included, in
	// the order they were made.
	Destinations(ctx context.Context, id writ.ConnectionID) ([]*writ.Destination, error)
}

// Objects is the ledger of what Writ made in the warehouses.
type Objects interface {
	Insert(ctx context.Context, o *writ.ManagedObject) error
	// SetState records what became of an object. What a scan found of it before
	// counts no more.
	SetState(ctx context.Context, id writ.ObjectID, state writ.ObjectState, at int64) error
	Get(ctx context.Context, id writ.ObjectID) (*writ.ManagedObject, error)
	// List returns the objects of a connection in one of the states, oldest
	// first. No states means all.
	List(ctx context.Context, c writ.ConnectionID, states ...writ.ObjectState) ([]*writ.ManagedObject, error)
	// CountLive counts the objects of a destination that are not dropped, and those
	// that have returned.
	CountLive(ctx context.Context, d writ.DestinationID) (int, error)
	// Update replaces everything but id, connection, destination, kind, rights
	// and upload.
	Update(ctx context.Context, o *writ.ManagedObject) error
	// Page returns objects of all connections, newest first, before the id before
	// ("" for the first page), at most limit.
	Page(ctx context.Context, f ObjectFilter, before writ.ObjectID, limit int) ([]*writ.ManagedObject, error)
	// Touch records that objects were used, unless they were used later already.
	// Time is Unix microseconds.
	Touch(ctx context.Context, at int64, ids ...writ.ObjectID) error
	// Measured records the Bytes, MeasuredAt and Finding of o, and nothing else.
	Measured(ctx context.Context, o *writ.ManagedObject) error
	// Totals counts the objects of every connection that has any.
	Totals(ctx context.Context) ([]ObjectTotals, error)
}

// ObjectFilter narrows a list of managed objects; its zero value takes all.
type ObjectFilter struct {
	Connection writ.ConnectionID
	States     []writ.ObjectState
	Owner      writ.MemberID // of the document of the table that the object holds
	Finding    writ.Finding
	Upload     writ.UploadID // that made it
	Orphans    bool          // only what is intended or exists, holds no table, and is made by no import, on whatever node
	Leftovers  bool          // only the orphans that dead imports left and that never held a table
	Text       string        // a part of the path or of the name of the table, whatever the case
}

// ObjectTotals counts the managed objects of one connection. Live are those that
// are not dropped; Bytes is their size, without the Unmeasured ones.
type ObjectTotals struct {
	Connection                                                writ.ConnectionID
	Live, Orphans, Quarantined, Missing, Returned, Unmeasured int
	Bytes                                                     int64
}

// Scans keeps the last scan of each connection.
type Scans interface {
	// Put replaces what was found before.
	Put(ctx context.Context, s *writ.Scan) error
	Get(ctx context.Context, c writ.ConnectionID) (*writ.Scan, error)
	List(ctx context.Context) ([]*writ.Scan, error)
}

// Uploads keeps files on their way into tables.
type Uploads interface {
	Insert(ctx context.Context, u *writ.Upload) error
	Update(ctx context.Context, u *writ.Upload) error
	Get(ctx context.Context, id writ.UploadID) (*writ.Upload, error)
	// ListByMember returns the newest first, at most limit.
	ListByMember(ctx context.Context, m writ.MemberID, limit int) ([]*writ.Upload, error)
	// ListByState returns the uploads of everybody in one of the states.
	ListByState(ctx context.Context, states ...writ.UploadState) ([]*writ.Upload, error)
	// ListBefore returns uploads in one of the states whose last change is older
	// than the time, in Unix microseconds; oldest id first, at most limit.
	ListBefore(ctx context.Context, updatedAt int64, limit int, states ...writ.UploadState) ([]*writ.Upload, error)
	// Open counts the uploads of a member that are arriving, waiting or being
	// imported, and adds up their sizes in bytes.
	Open(ctx context.Context, m writ.MemberID) (n int, bytes int64, err error)
	Delete(ctx context.Context, id writ.UploadID) error
}

// Tables keeps CSV tables.
type Tables interface {
	Insert(ctx context.Context, t *writ.Table) error
	Get(ctx context.Context, id writ.TableID) (*writ.Table, error)
	// ByObject returns the table that an object holds.
	ByObject(ctx context.Context, id writ.ObjectID) (*writ.Table, error)
	// List returns those of everybody, the newest first, after the id after ("" for
	// the first page), at most limit.
	List(ctx context.Context, after writ.TableID, limit int) ([]*writ.Table, error)
	// ListByConnection returns every table of a connection, whoever owns it.
	ListByConnection(ctx context.Context, c writ.ConnectionID) ([]*writ.Table, error)
	// ListByDocument returns the tables of a document, oldest first. Those of "" are
	// what a server of the version before made.
	ListByDocument(ctx context.Context, id writ.FileID) ([]*writ.Table, error)
	Update(ctx context.Context, t *writ.Table) error
	// Delete forgets the table and all its versions.
	Delete(ctx context.Context, id writ.TableID) error
}

// Versions keeps what CSV tables were like after each change.
type Versions interface {
	// Insert adds a version; CodeConflict if the table has one of that number.
	Insert(ctx context.Context, v *writ.TableVersion) error
	Get(ctx context.Context, t writ.TableID, number int64) (*writ.TableVersion, error)
	// List returns the versions of a table, newest first, below the number before
	// (0 for the first page), at most limit.
	List(ctx context.Context, t writ.TableID, before int64, limit int) ([]*writ.TableVersion, error)
	// ByUpload returns the version that an upload made.
	ByUpload(ctx context.Context, id writ.UploadID) (*writ.TableVersion, error)
	// ByObject returns the newest version that has an object.
	ByObject(ctx context.Context, id writ.ObjectID) (*writ.TableVersion, error)
	// Objects returns the objects that the versions of a table have, each once.
	Objects(ctx context.Context, t writ.TableID) ([]*writ.ManagedObject, error)
	// Outdated returns versions that still have an object, are older than the keep
	// newest ones of their table, and were replaced before the time, in Unix
	// microseconds; at most limit. A version whose object a newer one shares is not
	// outdated before that is.
	Outdated(ctx context.Context, keep int, replacedAt int64, limit int) ([]*writ.TableVersion, error)
	// Forget takes note that the object of versions is dropped.
	Forget(ctx context.Context, o writ.ObjectID) error
	// Complete mends what a server of a version before leaves: it adds the first
	// version of tables that have none, and removes those of tables that it deleted.
	Complete(ctx context.Context) error
}

// Choices keeps the options of earlier imports by member and source.
type Choices interface {
	// Put replaces what was kept for the member and source.
	Put(ctx context.Context, c *writ.SourceChoices) error
	Get(ctx context.Context, m writ.MemberID, source string) (*writ.SourceChoices, error)
	Delete(ctx context.Context, m writ.MemberID, source string) error
}

// Settings keeps single values by key, such as the vault's proof of its key.
type Settings interface {
	Get(ctx context.Context, key string) (value []byte, found bool, err error)
	Set(ctx context.Context, key string, value []byte) error
	// Delete removes a value, if it is there.
	Delete(ctx context.Context, key string) error
}
