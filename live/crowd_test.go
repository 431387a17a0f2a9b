package live_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/live"
)

// TestCrowd connects 2,000 sockets to one node and prints what each costs in
// memory and how long an event takes to all of them. The clients are bare TCP
// connections, so that the memory is the server's. The limits are wide: they only
// catch a socket that costs several times what it should.
func TestCrowd(t *testing.T) {
	const sockets, events = 2000, 20
	n := newNode(t, openStore(t), func(o *live.Options) { o.Heartbeat = time.Hour }) // bare clients answer no ping
	before := inUse()
	conns := make([]net.Conn, sockets)
	for i := range conns {
		conns[i] = bare(t, n.http.Listener.Addr().String(), fmt.Sprintf("m%d", i))
	}
	eventually(t, "all are connected", func() bool { return n.hub.Stats().Sockets == sockets })
	each := (inUse() - before) / sockets
	t.Logf("memory of an idle socket: %d KiB", each>>10)
	if each > 100<<10 {
		t.Errorf("an idle socket takes %d bytes", each)
	}

	arrived := make(chan time.Duration, sockets)
	starts := make([]time.Time, events)
	for _, c := range conns {
		go func() {
			r := bufio.NewReaderSize(c, 512)
			for i := range events {
				if err := find(r, fmt.Sprintf(`"data":%d`, 100+i)); err != nil {
					return // the test has ended
				}
				arrived <- time.Since(starts[i])
			}
		}()
	}
	var median, last []time.Duration
	for i := range events {
		starts[i] = time.Now()
		appendTo(t, n.store, "objects", "changed", fmt.Sprint(100+i))
		times := make([]time.Duration, sockets)
		for k := range times {
			select {
			case times[k] = <-arrived:
			case <-time.After(patience):
				t.Fatalf("only %d of %d sockets got event %d", k, sockets, i)
			}
		}
		slices.Sort(times)
		median, last = append(median, times[sockets/2]), append(last, times[sockets-1])
	}
	slices.Sort(median)
	slices.Sort(last)
	t.Logf("an event appended is at half of %d sockets after %v, at all after %v (medians of %d; slowest %v)",
		sockets, median[events/2], last[events/2], events, last[events-1])
	if last[events/2] > 2*time.Second {
		t.Errorf("an event took %v", last[events/2])
	}
}

// inUse returns the bytes that live objects and stacks take.
func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// bare opens a socket that follows "objects", without anything that costs memory
// at this end.
func bare(t *testing.T, address, member string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	fatal(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, "GET /?member="+member+" HTTP/1.1\r\nHost: writ.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n")
	fatal(t, err)
	follow := `{"type":"follow","topics":[{"topic":"objects"}]}`
	frame := append([]byte{0x81, 0x80 | byte(len(follow)), 0, 0, 0, 0}, follow...) // a mask of zeroes
	_, err = conn.Write(frame)
	fatal(t, err)
	answer := make([]byte, 0, 1024)
	for !strings.Contains(string(answer), string(writ.TopicObjects)) {
		k, err := conn.Read(answer[len(answer):cap(answer)])
		fatal(t, err)
		answer = answer[:len(answer)+k]
	}
	return conn
}

// find reads until text has come.
func find(r *bufio.Reader, text string) error {
	var seen []byte
	for !bytes.HasSuffix(seen, []byte(text)) {
		b, err := r.ReadByte()
		if err != nil {
			return err
		}
		seen = append(seen, b)
	}
	return nil
}
