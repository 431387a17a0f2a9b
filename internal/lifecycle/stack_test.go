package lifecycle_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ/internal/lifecycle"
)

func TestStopRunsOnceInReverse(t *testing.T) {
	t.Parallel()
	var s lifecycle.Stack
	var order []string
	for _, name := range []string{"store", "app", "http"} {
		s.Push(name, func(context.Context) error {
			order = append(order, name)
			if name == "app" {
				return errors.New("broken")
			}
			return nil
		})
	}
	first := s.Stop(t.Context())
	if !slices.Equal(order, []string{"http", "app", "store"}) {
		t.Fatalf("stopped in the order %v", order)
	}
	if first == nil || first.Error() != "stop app: broken" {
		t.Fatalf("got error %v", first)
	}
	if second := s.Stop(t.Context()); second == nil || second.Error() != first.Error() {
		t.Fatalf("the second stop returned %v, the first %v", second, first)
	}
	if len(order) != 3 {
		t.Fatalf("the second stop ran steps again: %v", order)
	}
}

func TestStopLeavesBehindWhatDoesNotEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	release := make(chan struct{})
	defer close(release)
	closed := make(chan struct{})
	var s lifecycle.Stack
	s.Push("store", func(context.Context) error { close(closed); return nil })
	s.Push("stuck", func(context.Context) error { <-release; return nil })
	err := s.Stop(ctx)
	if err == nil || !strings.Contains(err.Error(), "stop stuck: not in time") {
		t.Fatalf("got %v", err)
	}
	<-closed // the store got its turn all the same
}

func TestConcurrentStopsAgree(t *testing.T) {
	t.Parallel()
	var s lifecycle.Stack
	runs := 0
	s.Push("one", func(context.Context) error { runs++; return errors.New("no") })
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := s.Stop(t.Context()); err == nil || err.Error() != "stop one: no" {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	if runs != 1 {
		t.Fatalf("ran %d times", runs)
	}
}
