package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlite"
)

// crashImports kills servers in each phase of imports, again and again, on three
// platforms at the same time: imports that make tables and imports that replace
// the rows of one, add to them and change them. At each death the ledger knows
// everything that is there, and afterwards every table is as it was or as it was to
// become, whole. Somebody reads all the time, and sees the one or the other.
func crashImports(t *testing.T, rounds int) {
	n := newTally(rounds)
	t.Run("on", func(t *testing.T) {
		for _, platform := range platforms {
			t.Run(platform, func(t *testing.T) {
				t.Parallel()
				l := newLane(t, platform, n)
				for n.more(t, platform) {
					l.round(t)
				}
				l.finish(t)
			})
		}
	})
	n.report(t)
}

// lane is one installation whose server is killed, on one platform.
type lane struct {
	*installation
	tally       *tally
	platform    string
	names       func(t *testing.T) []string // of what lies in the destination, asked past Writ
	connection  writ.ConnectionID
	destination writ.DestinationID
	path        writ.Path // of the destination
	r           *rand.Rand
	api         *bearer
	metadata    *sqlite.Store // nil while the server is dead
	book        *book
	aim         *aim
}

func newLane(t *testing.T, platform string, n *tally) *lane {
	in := installed(t)
	l := &lane{installation: in, tally: n, platform: platform, aim: newAim()}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	l.r = rand.New(rand.NewPCG(seed, 4))
	connection := "embedded"
	switch platform {
	case "postgres":
		connection = "shop"
		server, database, schema := in.postgres(t)
		admin := server.Admin(t, database)
		l.names = func(t *testing.T) []string {
			names, err := texts(t.Context(), admin, "SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'v')", schema)
			if err != nil {
				t.Fatal(err)
			}
			return names
		}
	case "mysql":
		connection = "pond"
		server, schema := in.mysql(t)
		l.names = func(t *testing.T) []string { return server.Tables(t, schema) }
	}
	l.api = newBearer(t, in.url, in.id, in.secret)
	l.open(t)
	l.place(t, connection)
	if platform == "duckdb" {
		l.names = l.embeddedNames
	}
	l.book = &book{next: 1}
	l.fill(t)
	return l
}

// open opens the metadata of the running server.
func (l *lane) open(t *testing.T) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(l.dir, "writ.db"))
	if err != nil {
		t.Fatal(err)
	}
	l.metadata = s
}

// close lets go of the metadata, so that the next server finds it as a crash leaves
// it, with nobody else in it.
func (l *lane) close(t *testing.T) {
	t.Helper()
	if err := l.metadata.Close(); err != nil {
		t.Error(err)
	}
	l.metadata = nil
}

// place finds where tables go.
func (l *lane) place(t *testing.T, connection string) {
	t.Helper()
	l.look(t, func(ctx context.Context, tx store.Tx) error {
		list, err := tx.Connections.List(ctx, false)
		for _, c := range list {
			if c.Name == connection || connection == "embedded" && c.Platform == writ.PlatformDuckDB {
				l.connection = c.ID
			}
		}
		if err != nil {
			return err
		}
		places, err := tx.Connections.Destinations(ctx, l.connection)
		if err == nil {
			l.destination, l.path = places[0].ID, places[0].Path
		}
		return err
	})
}

// look reads the metadata.
func (l *lane) look(t *testing.T, fn func(ctx context.Context, tx store.Tx) error) {
	t.Helper()
	if err := l.metadata.Read(t.Context(), func(tx store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// fill makes the table that is changed from then on.
func (l *lane) fill(t *testing.T) {
	t.Helper()
	f := l.book.draw(l.r, writ.ChangeCreate)
	u := l.send(t, f)
	l.mustAsk(t, u, f)
	eventually(t, func() error { return l.ended(t, u) })
	l.book.id = l.upload(t, u).Table
	l.book.rows = f.after
	l.holds(t, l.book.id, l.book.rows)
}

// round imports one file and kills the server in the phase that was killed least.
// A shot that misses kills nobody, and is no round.
func (l *lane) round(t *testing.T) {
	target := l.tally.next(l.platform)
	f := l.book.draw(l.r, changeFor(target, l.r))
	stop := l.book.read(t, l, f)
	id, sent := l.begin(t, target, f)
	hit := l.shoot(t, id, target)
	l.tally.count(l.platform, target, hit)
	if !hit {
		eventually(t, func() error { return l.ended(t, id) })
		l.settle(t, id, f, false)
		stop()
		return
	}
	<-sent
	stop()
	l.start(t)
	l.open(t)
	stop = l.book.read(t, l, f)
	canceled := l.goOn(t, id, f)
	l.settle(t, id, f, canceled)
	stop()
}

// changeFor draws what an import that is to be killed in a phase does.
func changeFor(phase string, r *rand.Rand) writ.TableChange {
	if phase == "merging" {
		return []writ.TableChange{writ.ChangeAppend, writ.ChangeUpsert}[r.IntN(2)]
	}
	return []writ.TableChange{writ.ChangeCreate, writ.ChangeReplace, writ.ChangeAppend, writ.ChangeUpsert}[r.IntN(4)]
}

// begin announces a file and has it sent and imported; sent is closed when nobody
// talks to the server any more. In the phase receiving its second half never comes.
func (l *lane) begin(t *testing.T, target string, f *file) (id writ.UploadID, sent <-chan struct{}) {
	t.Helper()
	done := make(chan struct{})
	if target != "receiving" {
		id = l.send(t, f)
		go func() {
			defer close(done)
			_ = l.ask(context.WithoutCancel(t.Context()), id, f) // the server may die under it
		}()
		return id, done
	}
	id = l.announce(t, f)
	half := 1 + l.r.IntN(len(f.bytes)-1)
	body := &stuck{r: bytes.NewReader(f.bytes[:half]), death: l.server.done}
	go func() {
		defer close(done)
		_ = l.part(context.WithoutCancel(t.Context()), id, 0, body)
	}()
	return id, done
}

// stuck gives what it has and then waits until the server is dead.
type stuck struct {
	r     io.Reader
	death <-chan struct{}
}

func (s *stuck) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	<-s.death
	return 0, io.ErrUnexpectedEOF
}

// announce announces a file.
func (l *lane) announce(t *testing.T, f *file) writ.UploadID {
	t.Helper()
	var u client.Upload
	if err := l.api.call(t.Context(), http.MethodPost, l.url+"/v2/uploads", map[string]any{"fileName": f.name + ".csv", "size": len(f.bytes)}, &u); err != nil {
		t.Fatal(err)
	}
	return u.ID
}

// send sends a whole file.
func (l *lane) send(t *testing.T, f *file) writ.UploadID {
	t.Helper()
	id := l.announce(t, f)
	if err := l.part(t.Context(), id, 0, bytes.NewReader(f.bytes)); err != nil {
		t.Fatal(err)
	}
	return id
}

// part sends what comes after offset.
func (l *lane) part(ctx context.Context, id writ.UploadID, offset int64, body io.Reader) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPatch, l.url+"/v2/uploads/"+string(id), body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+l.api.token)
	req.Header.Set("Content-Type", "application/offset+octet-stream")
	req.Header.Set("Upload-Offset", fmt.Sprint(offset))
	resp, err := l.api.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= 300 {
		err = &statusError{resp.StatusCode, string(text)}
	}
	return err
}

// ask starts the import of a file.
func (l *lane) ask(ctx context.Context, id writ.UploadID, f *file) error {
	in := map[string]any{"change": f.change}
	switch f.change {
	case writ.ChangeCreate:
		in["connectionId"], in["destinationId"], in["name"] = l.connection, l.destination, f.name
	case writ.ChangeUpsert:
		in["key"] = []string{"k"}
		fallthrough
	default:
		in["tableId"] = l.book.id
	}
	return l.api.call(ctx, http.MethodPost, l.url+"/v2/uploads/"+string(id)+"/import", in, nil)
}

// mustAsk starts an import that nobody disturbs.
func (l *lane) mustAsk(t *testing.T, id writ.UploadID, f *file) {
	t.Helper()
	if err := l.ask(t.Context(), id, f); err != nil {
		t.Fatal(err)
	}
}

// upload asks for an upload.
func (l *lane) upload(t *testing.T, id writ.UploadID) client.Upload {
	t.Helper()
	var u client.Upload
	if err := l.api.get(t.Context(), l.url+"/v2/uploads/"+string(id), &u); err != nil {
		t.Fatal(err)
	}
	return u
}

// goOn does with a killed upload what somebody would: give it up, or bring it to
// its end. It tells which.
func (l *lane) goOn(t *testing.T, id writ.UploadID, f *file) (canceled bool) {
	t.Helper()
	if canceled = l.r.IntN(3) == 0; canceled {
		err := l.api.call(t.Context(), http.MethodDelete, l.url+"/v2/uploads/"+string(id), nil, nil)
		var refused *statusError
		if err != nil && (!errors.As(err, &refused) || refused.status != http.StatusConflict) { // it was quicker
			t.Errorf("canceling: %v", err)
		}
	} else {
		u := l.upload(t, id)
		if u.State == writ.UploadReceiving {
			if err := l.part(t.Context(), id, u.Received, bytes.NewReader(f.bytes[u.Received:])); err != nil {
				t.Errorf("sending the rest from byte %d: %v", u.Received, err)
			}
			u = l.upload(t, id)
		}
		if u.State == writ.UploadReady {
			l.mustAsk(t, id, f)
		}
	}
	eventually(t, func() error { return l.ended(t, id) })
	return canceled
}

// ended says that an upload has not ended.
func (l *lane) ended(t *testing.T, id writ.UploadID) error {
	if u := l.upload(t, id); !u.State.Ended() {
		return fmt.Errorf("the upload is %s: %+v", u.State, u.Problem)
	}
	return nil
}

// finish ends the server and looks a last time.
func (l *lane) finish(t *testing.T) {
	t.Helper()
	_ = l.server.cmd.Process.Signal(syscall.SIGSTOP)
	l.accounted(t, "")
	_ = l.server.cmd.Process.Signal(syscall.SIGCONT)
	l.close(t)
	l.end(t, syscall.SIGTERM)
}
