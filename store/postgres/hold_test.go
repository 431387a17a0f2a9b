package postgres_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/store"
)

func TestOneServerHoldsAStore(t *testing.T) {
	t.Parallel()
	place := fresh(t)
	first, second := open(t, place), open(t, place)
	if _, err := first.Hold(t.Context(), "writ serve at http://one"); err != nil {
		t.Fatal(err)
	}
	_, err := second.Hold(t.Context(), "writ serve at http://two")
	if writ.CodeOf(err) != writ.CodeConflict || !strings.Contains(err.Error(), "writ serve at http://one") {
		t.Fatalf("got %v, want CodeConflict that names the holder", err)
	}
	fill(t, second) // a command beside the server
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := second.Hold(t.Context(), "writ serve at http://two"); err != nil {
		t.Error(err)
	}
}

func TestALostHoldStopsWrites(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(*testproxy.Proxy){
		"cut":   (*testproxy.Proxy).Cut,
		"reset": (*testproxy.Proxy).Reset,
		"stall": (*testproxy.Proxy).Stall,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := testpg.Get(t)
			proxy := testproxy.New(t, server.Host+":"+server.Port)
			st := open(t, with(t, fresh(t), func(u *url.URL) { u.Host = proxy.Addr() }))
			lost, err := st.Hold(t.Context(), "writ serve")
			if err != nil {
				t.Fatal(err)
			}
			fill(t, st)
			fault(proxy)
			select {
			case <-lost:
			case <-time.After(time.Minute):
				t.Fatal("nobody noticed")
			}
			proxy.Heal()
			err = st.Write(t.Context(), func(store.Tx) error { return nil })
			if writ.CodeOf(err) != writ.CodeUnavailable {
				t.Errorf("Write without the hold: %v", err)
			}
			contentOf(t, st) // reading goes on
		})
	}
}

// TestALostCommitIsUncertain cuts the connection while the answer to a commit is
// on its way.
func TestALostCommitIsUncertain(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	proxy := testproxy.New(t, server.Host+":"+server.Port)
	place := with(t, fresh(t), func(u *url.URL) {
		u.Host = proxy.Addr()
		q := u.Query()
		q.Set("sslmode", "disable") // the proxy has to read
		u.RawQuery = q.Encode()
	})
	st := open(t, place)
	proxy.CutAfter([]byte("commit"))
	err := st.Write(t.Context(), func(tx store.Tx) error { return tx.Settings.Set(t.Context(), "bytes", nil) })
	if writ.CodeOf(err) != writ.CodeUncertain {
		t.Errorf("got %v, want CodeUncertain", err)
	}
	proxy.Heal()
	if err := st.Write(t.Context(), func(tx store.Tx) error { return tx.Settings.Set(t.Context(), "bytes", nil) }); err != nil {
		t.Errorf("after it healed: %v", err)
	}
}
