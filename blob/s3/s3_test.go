package s3_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/blob"
	"github.com/writ-dev/writ/blob/blobtest"
	"github.com/writ-dev/writ/blob/s3"
)

var keys = s3.Keys{Access: "access", Secret: "secret-key"}

// server starts an object store with one bucket and returns the address of a
// prefix in it. wrap may change how it answers.
func server(t *testing.T, wrap func(http.Handler) http.Handler) string {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("uploads"); err != nil {
		t.Fatal(err)
	}
	h := gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()
	s := httptest.NewServer(wrap(h))
	t.Cleanup(s.Close)
	return "s3://uploads/writ/files?region=eu-central-1&endpoint=" + url.QueryEscape(s.URL)
}

func plain(h http.Handler) http.Handler { return h }

func open(t *testing.T, address string) *s3.Store {
	t.Helper()
	st, err := s3.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func TestS3(t *testing.T) {
	t.Parallel()
	blobtest.Exam(t, func(t *testing.T) (one, other blob.Store) {
		address := server(t, plain)
		return open(t, address), open(t, address)
	})
}

// TestPrefixes says that two installations in one bucket do not see each other.
func TestPrefixes(t *testing.T) {
	t.Parallel()
	address := server(t, plain)
	one, other := open(t, address), open(t, strings.Replace(address, "writ/files", "writ", 1))
	if _, err := one.Append(t.Context(), "a", 0, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if size, err := other.Size(t.Context(), "a"); size != 0 || err != nil {
		t.Errorf("Size: %d, %v", size, err)
	}
}

// TestOpenRefuses tries addresses and object stores that cannot be used. No error
// may tell the secret key.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	good := server(t, plain)
	careless := server(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("If-None-Match")
			h.ServeHTTP(w, r)
		})
	})
	denying := server(t, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte("<Error><Code>InvalidAccessKeyId</Code><Message>no</Message></Error>"))
		})
	})
	for name, tc := range map[string]struct {
		address string
		keys    s3.Keys
		code    writ.Code
		word    string
	}{
		"no bucket":       {"s3:///prefix", keys, writ.CodeInvalid, "s3://bucket"},
		"password in it":  {"s3://a:secret-key@bucket", keys, writ.CodeInvalid, "s3://bucket"},
		"unknown setting": {"s3://uploads?colour=red", keys, writ.CodeInvalid, "colour"},
		"bad endpoint":    {"s3://uploads?endpoint=minio:9000", keys, writ.CodeInvalid, "https://host:9000"},
		"no keys":         {good, s3.Keys{}, writ.CodeInvalid, "access key"},
		"no such bucket":  {strings.Replace(good, "uploads", "nothing", 1), keys, writ.CodeUnavailable, "does not exist"},
		"denied":          {denying, keys, writ.CodeUnavailable, "refuses these keys"},
		"not there":       {"s3://uploads?region=x1&endpoint=http://127.0.0.1:1", keys, writ.CodeUnavailable, "cannot be reached"},
		"careless":        {careless, keys, writ.CodeUnsupported, "If-None-Match"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := s3.Open(t.Context(), tc.address, tc.keys)
			if writ.CodeOf(err) != tc.code || !strings.Contains(err.Error(), tc.word) || strings.Contains(err.Error(), keys.Secret) {
				t.Errorf("%v, want code %s and %q", err, tc.code, tc.word)
			}
		})
	}
}
