package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/inputtable"
)

// What a stream of row changes keeps in memory: so many lines, or so many bytes and
// the line with which they become more.
const (
	bulkLines = 500
	bulkBytes = 1 << 20
	bulkLine  = 16 << 20 // the longest line
)

// ndjson is the media type of lines of JSON.
const ndjson = "application/x-ndjson"

// BulkLine is a line of a stream of row changes.
type BulkLine struct {
	Do inputtable.Operation `json:"do" enum:"insert,update,upsert,delete"`
	RowInput
}

// BulkResult is a line of the answer: what became of a line of the request.
type BulkResult struct {
	Line int64 `json:"line" doc:"Counted from 1"`
	RowResult
}

// BulkEnd is the last line of the answer. A stream without it broke off.
type BulkEnd struct {
	Done     bool                        `json:"done" doc:"Whether all lines were taken"`
	Lines    int64                       `json:"lines" doc:"How many lines have a result"`
	Counts   map[inputtable.Status]int64 `json:"counts" doc:"How many of them have which status"`
	Problem  *Problem                    `json:"problem,omitempty" doc:"Why the others were not taken"`
	NextLine int64                       `json:"nextLine,omitempty" doc:"The first line of which nothing was logged"`
}

// bulkInput is the request of a stream.
type bulkInput struct {
	InputTablePath
	Branch writ.Branch `query:"branch" enum:"draft,published" doc:"The version that you mean; another than the one in which rows are entered now is refused"`
	Key    string      `header:"Idempotency-Key" maxLength:"150" doc:"A text of your choice: the same stream with the same key, within 24 hours, is logged once, also if the first broke off in the middle"`
}

func (s *Server) bulkRoute() {
	e := endpoint{id: "streamInputRows", route: "POST " + oneInput + "/bulk", summary: "Change any number of rows: a stream of changes, answered by a stream of results"}
	op := e.operation()
	op.Description = "One JSON object a line, in both directions and in the same order. Results come as soon as their lines are durable in the warehouse. A line that cannot be taken, or a right that is lost in between, ends the stream: its last line says why, and from which line on nothing was logged."
	op.MaxBodyBytes = -1
	op.BodyReadTimeout = -1
	op.Middlewares = huma.Middlewares{s.requireMember}
	op.Responses = map[string]*huma.Response{"200": binaryResponse(ndjson)}
	huma.Register(s.huma, op, func(ctx context.Context, in *bulkInput) (*huma.StreamResponse, error) {
		branch, err := s.app.EntryBranch(ctx, actorOf(ctx), in.InputTableID, in.Branch)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		in.Branch = branch
		return &huma.StreamResponse{Body: func(ctx huma.Context) {
			r, w := humago.Unwrap(ctx)
			s.serveBulk(w, r, in)
		}}, nil
	})
	// Huma would read a body that is documented before Register into memory.
	s.huma.OpenAPI().Paths[oneInput+"/bulk"].Post.RequestBody = &huma.RequestBody{
		Required: true, Content: map[string]*huma.MediaType{ndjson: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
	}
}

// serveBulk reads lines and answers them. While one batch is being logged, the next
// is read.
func (s *Server) serveBulk(w http.ResponseWriter, r *http.Request, in *bulkInput) {
	conn := http.NewResponseController(w)
	_ = conn.EnableFullDuplex() // HTTP/2 always is
	w.Header().Set("Content-Type", ndjson)
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	batches := make(chan bulkBatch)
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(batches)
		readBatches(ctx, s.rollingReader(w, r.Body), batches)
	}()
	b := &bulk{s: s, r: r, in: in, out: &rollingWriter{w: w, conn: conn, clock: s.opt.Clock}, end: BulkEnd{Counts: map[inputtable.Status]int64{}}}
	b.run(batches)
	stop()
	for range batches { // what was read meanwhile
	}
	if b.end.Problem != nil {
		_ = conn.SetReadDeadline(s.opt.Clock()) // the sender need not go on
	}
	<-read
	_ = conn.SetReadDeadline(s.opt.Clock().Add(streamStall))
}

// bulkBatch is some lines, and why the line after them could not be read.
type bulkBatch struct {
	first int64 // number of the first line
	rows  []inputtable.RowChange
	err   error
}

// readBatches reads lines until they end, one of them is no change of a row, or ctx
// ends. It cuts them by what they are, so that the same stream gives the same batches.
func readBatches(ctx context.Context, body io.Reader, out chan<- bulkBatch) {
	lines := bufio.NewScanner(body)
	lines.Buffer(make([]byte, 0, 64<<10), bulkLine)
	b := bulkBatch{first: 1}
	number, size := int64(0), 0
	send := func() bool {
		select {
		case out <- b:
		case <-ctx.Done():
			return false
		}
		b, size = bulkBatch{first: number + 1}, 0
		return true
	}
	for lines.Scan() {
		number++
		c, err := readLine(lines.Bytes(), number)
		if err != nil {
			b.err = err
			send()
			return
		}
		b.rows = append(b.rows, c)
		if size += len(lines.Bytes()); len(b.rows) == bulkLines || size >= bulkBytes {
			if !send() {
				return
			}
		}
	}
	if err := lines.Err(); err != nil {
		b.err = writ.Wrap(writ.CodeInvalid, "api.bulk", err, "Line %d could not be read: %v.", number+1, err).
			WithHint("A line has at most %d bytes.", bulkLine)
	}
	send()
}

// readLine reads one line strictly.
func readLine(text []byte, number int64) (inputtable.RowChange, error) {
	var l BulkLine
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil || d.More() {
		return inputtable.RowChange{}, writ.Wrap(writ.CodeInvalid, "api.bulk", err, "Line %d is not a change of a row.", number).
			WithHint(`Lines look like {"do":"update","rowId":"…","values":{"c1":"x"}}.`)
	}
	return l.change(l.Do), nil
}

// bulk answers one stream.
type bulk struct {
	s   *Server
	r   *http.Request
	in  *bulkInput
	out *rollingWriter
	end BulkEnd
}

// run logs batch after batch, and writes the last line.
func (b *bulk) run(batches <-chan bulkBatch) {
	b.end.Done = true
	for batch := range batches {
		err := b.log(batch)
		if err == nil && batch.err != nil {
			err, batch.first = batch.err, batch.first+int64(len(batch.rows))
		}
		if err != nil {
			b.end.Done, b.end.NextLine = false, batch.first
			b.end.Problem = b.s.problem(b.r.Context(), err)
			break
		}
	}
	_ = b.write(b.end) // the client is gone if this fails
}

// log logs one batch if its sender still may, and writes what became of its lines.
func (b *bulk) log(batch bulkBatch) error {
	if len(batch.rows) == 0 {
		return nil
	}
	ctx := b.r.Context()
	actor, err := b.sender()
	if err != nil {
		return err
	}
	edit := app.RowEdit{Branch: b.in.Branch, Rows: batch.rows}
	if b.in.Key != "" {
		edit.Key = b.in.Key + " " + strconv.FormatInt(batch.first, 10)
	}
	answer, err := b.s.app.EditRows(ctx, actor, b.in.InputTableID, edit)
	if err != nil {
		return inLines(err, batch.first)
	}
	for i, r := range answer.Rows {
		b.end.Lines++
		b.end.Counts[r.Status]++
		if err := b.write(BulkResult{Line: batch.first + int64(i), RowResult: showRowResult(r)}); err != nil {
			return err
		}
	}
	return b.out.conn.Flush()
}

// sender asks again who sends the stream.
func (b *bulk) sender() (app.Actor, error) {
	actor := actorOf(b.r.Context())
	id := b.s.glance(b.r.Context(), b.r)
	switch {
	case id.err != nil:
		return actor, id.err
	case id.member == nil:
		return actor, errUnauthenticated()
	}
	actor.Member = id.member
	return actor, nil
}

func (b *bulk) write(line any) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	_, err = b.out.Write(append(text, '\n'))
	return err
}

// inLines names the line of the stream that an error is about, instead of the row of
// its batch.
func inLines(err error, first int64) error {
	var at int64
	var told *writ.Error
	if !errors.As(err, &told) {
		return err
	}
	if n, _ := fmt.Sscanf(told.Field, "rows[%d]", &at); n != 1 {
		return err
	}
	line := *told
	line.Field = fmt.Sprintf("line %d", first+at)
	return &line
}
