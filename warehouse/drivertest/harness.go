package drivertest

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Harness is how the exam reaches one platform's real engine.
type Harness struct {
	// Driver is the platform under examination.
	Driver driver.Driver
	// Owner holds the connection values of a user who may do everything in the
	// places that NewDestination makes.
	Owner map[string]string
	// Staging is a directory whose files the platform can load.
	Staging string
	// NewDestination makes a fresh, empty place for objects, such as a schema
	// with a name that needs quoting, and removes it when the test ends.
	NewDestination func(t *testing.T) writ.Path
	// Slow is a query that would run for a minute or longer, returns few rows
	// and does not do it by sleeping in one uninterruptible call.
	Slow sqltext.SQL
	// Natives are columns of native types beyond the portable ones.
	Natives []Native
	// Users is nil where the platform has no users with rights of their own.
	Users *Users
	// Network is nil where no network lies between Writ and the platform.
	Network *Network
}

// Native is a column of one of the platform's own types: Value is what the
// exam's table holds, a constant expression, and Want how it must read.
type Native struct {
	Value sqltext.SQL
	Kind  writ.Kind
	Want  string
}

// Users are two users who may sign in and own nothing. In a destination they
// have the privileges that Grant gave them and no other.
type Users struct {
	// Stranger and its name in the platform's user list.
	Stranger     map[string]string
	StrangerName string
	// Grant and Revoke give and take one privilege, spelled as in the dialect's
	// Grants, of the stranger on a destination.
	Grant, Revoke func(t *testing.T, destination writ.Path, privilege string)
	// WrongPassword are the owner's values with a password that is not right.
	WrongPassword map[string]string
}

// Network lets the exam break connections.
type Network struct {
	// Proxied returns the owner's values changed so that they lead through a
	// new proxy, and the proxy.
	Proxied func(t *testing.T) (map[string]string, *testproxy.Proxy)
	// Commit are the bytes in the platform's protocol that ask for a commit.
	Commit []byte
}

// Run holds the exam. It must not run in parallel with other tests, because it
// ends by looking for goroutines that were left behind.
func Run(t *testing.T, h Harness) {
	before := goleak.IgnoreCurrent()
	t.Run("exam", func(t *testing.T) {
		for _, part := range parts {
			t.Run(part.name, func(t *testing.T) {
				t.Parallel()
				part.run(t, &exam{Harness: h, caps: h.Driver.Spec().Capabilities, q: h.Driver.Dialect().Quoting()})
			})
		}
	})
	goleak.VerifyNone(t, before)
}

// parts is the table of contents.
var parts = []struct {
	name string
	run  func(*testing.T, *exam)
}{
	{"spec", examSpec},
	{"values", examValues},
	{"refusals", examRefusals},
	{"natives", examNatives},
	{"names", examNames},
	{"limits", examLimits},
	{"export", examExport},
	{"window", examWindow},
	{"inspect", examInspect},
	{"measure", examMeasure},
	{"rows", examRows},
	{"quarantine", examQuarantine},
	{"errors", examErrors},
	{"interrupt", examInterrupt},
	{"close", examClose},
	{"transaction", examTransaction},
	{"concurrency", examConcurrency},
	{"load", examLoad},
	{"merge", examMerge},
	{"duplicates", examDuplicates},
	{"compare", examCompare},
	{"edit log", examEditLog},
	{"edit data", examEditData},
	{"prove", examProve},
	{"users", examUsers},
	{"network", examNetwork},
}
