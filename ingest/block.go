package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"
)

const (
	blockSize = 2 << 20
	// maxRecord bounds one record, so that a quote that is never closed cannot
	// take memory without end. No platform takes a longer row.
	maxRecord = 64 << 20
	// hugeBlock is from where on blocks are worked on one after the other and not
	// kept, so that a file of huge records takes no more memory than two of them.
	hugeBlock = 8 << 20
)

// block is a piece of a file that holds whole records, and what a worker made of
// it.
type block struct {
	data     []byte
	offset   int64 // of data in the text
	overlong bool  // the data is the beginning of a record longer than maxRecord
	done     chan struct{}
	part     part
}

func (b *block) huge() bool { return cap(b.data) >= hugeBlock }

// splitter cuts a stream of bytes into blocks. It is an io.Writer for streams
// that are pushed, an io.ReaderFrom for those that can be read.
type splitter struct {
	g      *grammar
	limit  int                    // longest record
	next   func() (*block, error) // an empty block
	emit   func(*block) error     // takes a full one
	cur    *block                 // being filled
	offset int64                  // of cur in the text
	pos    int                    // scanned so far, in cur
	quoted bool                   // pos lies inside quotes
	cut    int                    // end of the last whole record in cur
}

// Write takes the next bytes of the stream.
func (s *splitter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		room, err := s.room()
		if err != nil {
			return n - len(p), err
		}
		k := copy(room, p)
		p = p[k:]
		if err := s.filled(k); err != nil {
			return n - len(p), err
		}
	}
	return n, nil
}

// ReadFrom takes all of r.
func (s *splitter) ReadFrom(r io.Reader) (int64, error) {
	var total int64
	for {
		room, err := s.room()
		if err != nil {
			return total, err
		}
		n, err := r.Read(room)
		total += int64(n)
		if ferr := s.filled(n); ferr != nil {
			return total, ferr
		}
		if errors.Is(err, io.EOF) {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}

// room returns the free space of the current block, at least one byte.
func (s *splitter) room() ([]byte, error) {
	if s.cur == nil {
		b, err := s.next()
		if err != nil {
			return nil, err
		}
		b.data, b.offset, b.overlong = b.data[:0], s.offset, false
		s.cur = b
	}
	d := s.cur.data
	if len(d) == cap(d) {
		d = append(make([]byte, 0, 2*cap(d)), d...)
		s.cur.data = d
	}
	return d[len(d):cap(d)], nil
}

// filled counts n bytes that were put into room, and sends the block off when it
// is full and holds a whole record.
func (s *splitter) filled(n int) error {
	b := s.cur
	b.data = b.data[:len(b.data)+n]
	if len(b.data) < cap(b.data) {
		return nil
	}
	s.scan()
	if s.cut == 0 {
		if len(b.data) < s.limit {
			return nil
		}
		b.overlong = true
		s.cut = len(b.data)
	}
	return s.flush()
}

// flush sends the whole records of the current block and moves the rest to a new
// one.
func (s *splitter) flush() error {
	b := s.cur
	rest := b.data[s.cut:]
	b.data = b.data[:s.cut]
	s.offset += int64(s.cut)
	s.cur = nil
	s.pos = max(s.pos-s.cut, 0)
	s.cut = 0
	if len(rest) > 0 {
		if _, err := s.room(); err != nil {
			return err
		}
		for cap(s.cur.data) <= len(rest) {
			s.cur.data = make([]byte, 0, 2*cap(s.cur.data))
		}
		s.cur.data = append(s.cur.data, rest...)
	}
	return s.emit(b)
}

// end sends what is left after the last byte.
func (s *splitter) end() error {
	if s.cur == nil || len(s.cur.data) == 0 {
		return nil
	}
	s.cut = len(s.cur.data)
	return s.flush()
}

// scan goes on from pos and sets cut to the end of the last whole record. It
// stops before a byte whose meaning depends on one that is not there yet.
func (s *splitter) scan() {
	d, g := s.cur.data, s.g
	for s.pos < len(d) {
		if s.quoted {
			end, _, closed := g.closing(d, s.pos)
			if !closed {
				s.pos = len(d) - trailing(d[s.pos:], g.escape)
				return
			}
			if end == len(d)-1 {
				s.pos = end
				return
			}
			s.quoted, s.pos = false, end+1
			continue
		}
		open := s.nextOpening(d)
		if i := bytes.LastIndexByte(d[s.pos:open], g.newline); i >= 0 {
			s.cut = s.pos + i + 1
		}
		s.pos = open
		if open == len(d) {
			return
		}
		if next := g.comment(d, s.cut); next > s.cut { // the quote stands in a comment
			if d[next-1] != g.newline {
				return
			}
			s.cut, s.pos = next, next
			continue
		}
		s.quoted, s.pos = true, open+1
	}
}

// nextOpening returns where the next quote that opens a cell stands, len(d) if
// there is none.
func (s *splitter) nextOpening(d []byte) int {
	g := s.g
	if !g.quotes {
		return len(d)
	}
	for pos := s.pos; ; {
		i := bytes.IndexByte(d[pos:], g.quote)
		if i < 0 {
			return len(d)
		}
		pos += i
		before := pos
		for g.spaces && before > 0 && d[before-1] == ' ' {
			before--
		}
		if before == 0 || d[before-1] == g.delim || d[before-1] == g.newline || before < pos && g.delim == ' ' {
			return pos
		}
		pos++
	}
}

// trailing counts the bytes c at the end of b: an odd number of escapes there
// waits for what it escapes, so all of them are looked at again.
func trailing(b []byte, c byte) int {
	n := 0
	for n < len(b) && b[len(b)-1-n] == c {
		n++
	}
	return n
}

// flow cuts what feed writes into blocks, has workers on all cores call work for
// each, and calls collect for each in the order of the stream. It holds a fixed
// number of blocks, whatever the length of the stream, and returns the first
// error of any of them, or ctx's.
func flow(ctx context.Context, g *grammar, feed func(*splitter) error, work func(*block), collect func(*block) error) error {
	workers := runtime.GOMAXPROCS(0)
	blocks := 2*workers + 2
	free, order := make(chan *block, blocks), make(chan *block, blocks)
	jobs := make(chan *block, blocks)
	for range blocks {
		free <- &block{}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(order)
		defer close(jobs)
		s := &splitter{g: g, limit: maxRecord}
		s.next = func() (*block, error) { return take(ctx, free) }
		s.emit = func(b *block) error {
			done, huge := make(chan struct{}), b.huge()
			b.done = done
			order <- b // never blocks: there are no more blocks than it holds
			jobs <- b
			if huge {
				<-done // soon: workers take all jobs
			}
			return ctx.Err()
		}
		if err := feed(s); err != nil {
			return err
		}
		return s.end()
	})
	for range workers {
		group.Go(func() error {
			for b := range jobs {
				if ctx.Err() == nil {
					work(b)
				}
				close(b.done)
			}
			return nil
		})
	}
	group.Go(func() error {
		for b := range order {
			<-b.done
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := collect(b); err != nil {
				return err
			}
			if b.huge() {
				b = &block{}
			}
			free <- b
		}
		return nil
	})
	return group.Wait()
}

// take returns a free block as soon as there is one. Its buffer is made at its
// first use, so that a small file takes little memory.
func take(ctx context.Context, free <-chan *block) (*block, error) {
	select {
	case b := <-free:
		if b.data == nil {
			b.data = make([]byte, 0, blockSize)
		}
		return b, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
