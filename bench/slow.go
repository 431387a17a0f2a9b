package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// slowLine passes connections on to a server, which is far away from some moment on:
// whatever is sent arrives later by half a round trip, however much of it there is.
type slowLine struct {
	listener net.Listener
	upstream string
	half     atomic.Int64 // of a round trip, in nanoseconds
}

func newSlowLine(upstream string) (*slowLine, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &slowLine{listener: l, upstream: upstream}
	go s.accept()
	return s, nil
}

// slow makes every round trip take so long.
func (s *slowLine) slow(roundTrip time.Duration) { s.half.Store(int64(roundTrip / 2)) }

func (s *slowLine) close() { _ = s.listener.Close() }

func (s *slowLine) accept() {
	for {
		client, err := s.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", s.upstream)
		if err != nil {
			_ = client.Close()
			continue
		}
		go s.pass(client, server)
		go s.pass(server, client)
	}
}

// parcel is something that was sent, and when it arrives.
type parcel struct {
	data []byte
	due  time.Time
}

// pass carries what one side sends to the other, and then its end.
func (s *slowLine) pass(from, to net.Conn) {
	under := make(chan parcel, 1<<16)
	go func() {
		defer close(under)
		buf := make([]byte, 64<<10)
		for {
			n, err := from.Read(buf)
			if n > 0 {
				under <- parcel{slices.Clone(buf[:n]), time.Now().Add(time.Duration(s.half.Load()))}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range under {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.data); err != nil {
			break
		}
	}
	_ = to.Close()
	_ = from.Close()
	for range under { // until the reader has ended
	}
}

// What is offered to a warehouse that is far away, and what an edit may take.
const (
	farRoundTrip = 300 * time.Millisecond
	farSockets   = 2000
	farRate      = 2000 // edits a second
	farSeconds   = 10
	farLimit     = 0.9
)

// editSlow has people edit over a thousand sockets, two thousand times a second
// whatever becomes of the edits before, in a warehouse that is far away. Ours is what
// 99 of 100 edits stay below, from the moment they were due until they are logged.
func editSlow(ctx context.Context, g *ground) (raw, ours []float64, remark string, err error) {
	s, err := g.editing(ctx)
	if err != nil {
		return nil, nil, "", err
	}
	line, err := newSlowLine(net.JoinHostPort(s.pg.Host, s.pg.Port))
	if err != nil {
		return nil, nil, "", err
	}
	defer line.close()
	host, port, err := net.SplitHostPort(line.listener.Addr().String())
	if err != nil {
		return nil, nil, "", err
	}
	c, err := s.connect(ctx, "far", host, port)
	if err != nil {
		return nil, nil, "", err
	}
	sh, err := s.newSheet(ctx, c)
	if err != nil {
		return nil, nil, "", err
	}
	line.slow(farRoundTrip)
	editors := make([]*editor, farSockets)
	for i := range editors {
		if editors[i], err = newEditor(ctx, s.address()); err != nil {
			return nil, nil, "", err
		}
		defer editors[i].close()
	}
	half := 0.0
	for range longRounds {
		took, err := sh.offer(editors)
		if err != nil {
			return nil, nil, "", err
		}
		raw, ours = append(raw, farLimit), append(ours, took[len(took)*99/100])
		half = took[len(took)/2]
	}
	return raw, ours, fmt.Sprintf("raw is the limit; %d edits/s offered by %d sockets, %v a round trip, all logged; ours the 99th percentile, their median %s",
		farRate, farSockets, farRoundTrip, seconds(half)), nil
}

// offer sends edits when they are due, each over a socket that is free, and returns
// how long they took, sorted.
func (s *sheet) offer(editors []*editor) ([]float64, error) {
	free := make(chan *editor, len(editors))
	for _, e := range editors {
		free <- e
	}
	took := make([]float64, farRate*farSeconds)
	errs := make([]error, len(took))
	begin := time.Now().Add(time.Second)
	var wg sync.WaitGroup
	for k := range took {
		due := begin.Add(time.Second * time.Duration(k) / farRate)
		request := s.edit(k*31, 1, fmt.Sprintf("city %d", k))
		time.Sleep(time.Until(due))
		e := <-free
		wg.Go(func() {
			errs[k] = e.send(request)
			took[k] = time.Since(due).Seconds()
			free <- e
		})
	}
	wg.Wait()
	slices.Sort(took)
	return took, errors.Join(errs...)
}
