package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Stack holds what was started, the latest on top. The zero Stack is empty. Safe
// for concurrent use.
type Stack struct {
	mu    sync.Mutex
	steps []step
	done  chan struct{} // closed when everything has stopped; nil before Stop
	err   error
}

type step struct {
	name string
	stop func(context.Context) error
}

// Push puts something on top. It must not be called after Stop.
func (s *Stack) Push(name string, stop func(context.Context) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps = append(s.steps, step{name, stop})
}

// Stop stops everything from the top down and returns all errors, each with the
// name of what it came from. What has not stopped when ctx ends is left behind
// and the next gets its turn. Safe to call twice: the second call waits for the
// first and returns the same.
func (s *Stack) Stop(ctx context.Context) error {
	s.mu.Lock()
	if s.done != nil {
		done := s.done
		s.mu.Unlock()
		<-done
		return s.err
	}
	s.done = make(chan struct{})
	steps := s.steps
	s.mu.Unlock()

	var errs []error
	for i := len(steps) - 1; i >= 0; i-- {
		if err := bounded(ctx, steps[i].stop); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", steps[i].name, err))
		}
	}
	s.err = errors.Join(errs...)
	close(s.done)
	return s.err
}

// bounded runs stop and does not wait for it beyond the end of ctx, unless it
// is already done by then.
func bounded(ctx context.Context, stop func(context.Context) error) error {
	result := make(chan error, 1)
	go func() { result <- stop(ctx) }()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-result:
		return err
	default:
		return fmt.Errorf("not in time: %w", context.Cause(ctx))
	}
}
