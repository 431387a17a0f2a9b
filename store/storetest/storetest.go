package storetest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// Run examines the stores that open makes. open returns an empty store and has
// it closed when its test ends; Run calls it once per part of the exam, in
// parallel.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	parts := map[string]func(*testing.T, store.Store){
		"Members":              testMembers,
		"MemberPages":          testMemberPages,
		"Credentials":          testCredentials,
		"Tokens":               testTokens,
		"Sessions":             testSessions,
		"Connections":          testConnections,
		"ConnectionNames":      testConnectionNames,
		"Destinations":         testDestinations,
		"Objects":              testObjects,
		"Ledger":               testLedger,
		"LedgerMoves":          testLedgerMoves,
		"ObjectLists":          testObjectLists,
		"Scans":                testScans,
		"Versions":             testVersions,
		"Choices":              testChoices,
		"Uploads":              testUploads,
		"Tables":               testTables,
		"Settings":             testSettings,
		"Sealed":               testSealed,
		"Jobs":                 testJobs,
		"JobKeys":              testJobKeys,
		"Claims":               testClaims,
		"JobLeases":            testJobLeases,
		"Limits":               testLimits,
		"CancelJobs":           testCancelJobs,
		"Schedules":            testSchedules,
		"Nodes":                testNodes,
		"Events":               testEvents,
		"EventPruning":         testEventPruning,
		"Notices":              testNotices,
		"Subscribers":          testSubscribers,
		"DataGrants":           testDataGrants,
		"TeamDataGrants":       testTeamDataGrants,
		"Files":                testFiles,
		"FilePlaces":           testFilePlaces,
		"FileTree":             testFileTree,
		"FileDeletes":          testFileDeletes,
		"Trash":                testTrash,
		"Grants":               testGrants,
		"Drafts":               testDrafts,
		"Publications":         testPublications,
		"Visits":               testVisits,
		"Requests":             testRequests,
		"Notifications":        testNotifications,
		"AuditLog":             testAuditLog,
		"Identities":           testIdentities,
		"Teams":                testTeams,
		"TeamMembers":          testTeamMembers,
		"TeamDeletes":          testTeamDeletes,
		"AccountTypes":         testAccountTypes,
		"MemberTypes":          testMemberTypes,
		"InputTables":          testInputTables,
		"DataTables":           testDataTables,
		"InputObjects":         testInputObjects,
		"InputHeads":           testInputHeads,
		"InputFlags":           testInputFlags,
		"EditLogs":             testEditLogs,
		"Leases":               testLeases,
		"Facts":                testFacts,
		"ManyFacts":            testManyFacts,
		"References":           testReferences,
		"Messages":             testMessages,
		"Times":                testTimes,
		"Text":                 testText,
		"Emptiness":            testEmptiness,
		"Rollback":             testRollback,
		"Panic":                testPanic,
		"Snapshot":             testSnapshot,
		"WriteInRead":          testWriteInRead,
		"OwnWrites":            testOwnWrites,
		"Cancel":               testCancel,
		"OptimisticIncrements": testOptimisticIncrements,
		"SerialIncrements":     testSerialIncrements,
		"ReadersAndWriters":    testReadersAndWriters,
		"Close":                testClose,
	}
	for name, part := range parts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			part(t, open(t))
		})
	}
}

// moment is a time with every digit the store must keep.
func moment() time.Time { return time.Date(2026, 1, 31, 13, 5, 7, 123456000, time.UTC) }

// write runs fn in a transaction that must succeed.
func write(t *testing.T, st store.Store, fn func(store.Tx) error) {
	t.Helper()
	if err := st.Write(t.Context(), fn); err != nil {
		t.Fatalf("Write: %v", err)
	}
}

// read returns what get reads in a transaction that must succeed.
func read[T any](t *testing.T, st store.Store, get func(context.Context, store.Tx) (T, error)) T {
	t.Helper()
	var v T
	err := st.Read(t.Context(), func(tx store.Tx) (err error) {
		v, err = get(t.Context(), tx)
		return err
	})
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return v
}

// refused runs fn in a write transaction that must fail with code.
func refused(t *testing.T, st store.Store, code writ.Code, fn func(store.Tx) error) {
	t.Helper()
	err := st.Write(t.Context(), fn)
	if got := writ.CodeOf(err); got != code {
		t.Errorf("got code %q (%v), want %q", got, err, code)
	}
}

// says checks that an error tells people what collides.
func says(t *testing.T, err error, message string) {
	t.Helper()
	var e *writ.Error
	if !errors.As(err, &e) || e.Message != message {
		t.Errorf("got %v, want the message %q", err, message)
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// Nouns with every field set, so that a lost column shows.

func newMember(email string) *writ.Member {
	return &writ.Member{
		ID: writ.NewID[writ.MemberID](), Email: email, FirstName: "Ada", LastName: "Lovelace",
		AccountType: writ.AccountBuild, PasswordHash: "$argon2id$…", MustChangePassword: true, Deactivated: true,
		Epoch: 7, Version: 1, CreatedAt: moment(), UpdatedAt: moment().Add(time.Microsecond),
	}
}

func newConnection(name string, m writ.MemberID) *writ.Connection {
	return &writ.Connection{
		ID: writ.NewID[writ.ConnectionID](), Name: name, Description: "the shop", Platform: writ.PlatformPostgres,
		Details: map[string]string{"host": "db", "options": ""}, Secrets: []byte{0, 1, 255}, WriteAccess: true,
		Version: 1, CreatedBy: m, UpdatedBy: m, CreatedAt: moment(), UpdatedAt: moment().Add(time.Second),
	}
}

func newDestination(c writ.ConnectionID, path ...string) *writ.Destination {
	return &writ.Destination{
		ID: writ.NewID[writ.DestinationID](), Connection: c, Path: path, Description: "for uploads", CreatedAt: moment(),
	}
}

func newObject(d *writ.Destination, name string) *writ.ManagedObject {
	return &writ.ManagedObject{
		ID: writ.NewID[writ.ObjectID](), Connection: d.Connection, Destination: d.ID, Path: d.Path.Child(name),
		Kind: writ.ObjectTable, State: writ.ObjectIntended, As: writ.ServiceAccount(),
		Upload: writ.NewID[writ.UploadID](), CreatedAt: moment(), UpdatedAt: moment().Add(time.Hour),
	}
}

func newUpload(m writ.MemberID) *writ.Upload {
	return &writ.Upload{
		ID: writ.NewID[writ.UploadID](), Member: m, FileName: "naïve 🐟.csv", Size: 1 << 40, Received: 1<<40 - 1,
		SHA256: "abc", State: writ.UploadReceiving, Version: 1, CreatedAt: moment(), UpdatedAt: moment().Add(time.Minute),
	}
}

func newTable(o *writ.ManagedObject, m writ.MemberID) *writ.Table {
	return &writ.Table{
		ID: writ.NewID[writ.TableID](), Name: "sales", Document: writ.NewID[writ.FileID](), Owner: m, Connection: o.Connection, Object: o.ID, Path: o.Path,
		Columns: []writ.TableColumn{{Name: "Straße", Physical: "strasse", Type: writ.Type{Kind: writ.KindDecimal, Precision: 10, Scale: 2}}},
		Rows:    1<<53 + 1, Certificate: []byte(`{"a": "<&>",  "n": 1.0}`), Current: 1, Version: 1, CreatedAt: moment(), UpdatedAt: moment(),
	}
}

// world is a store with one of each noun that others refer to.
type world struct {
	member      *writ.Member
	connection  *writ.Connection
	destination *writ.Destination
	object      *writ.ManagedObject
}

func newWorld(t *testing.T, st store.Store) world {
	t.Helper()
	w := world{member: newMember("ada@example.com")}
	w.connection = newConnection("shop", w.member.ID)
	w.destination = newDestination(w.connection.ID, "db", "writ")
	w.object = newObject(w.destination, "SIGDS_1")
	write(t, st, func(tx store.Tx) error {
		ctx := t.Context()
		if err := tx.Members.Insert(ctx, w.member); err != nil {
			return err
		}
		if err := tx.Connections.Insert(ctx, w.connection); err != nil {
			return err
		}
		if err := tx.Connections.InsertDestination(ctx, w.destination); err != nil {
			return err
		}
		return tx.Objects.Insert(ctx, w.object)
	})
	return w
}
