package api

import (
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/writ-dev/writ"
)

// Streams have no deadline as a whole: they may take hours. Each read and each
// write has this one, so that a client that is gone does not hold on for ever.
const streamStall = time.Minute

// rollingReader reads a body and moves its deadline on with every read.
type rollingReader struct {
	body  io.Reader
	conn  *http.ResponseController
	clock writ.Clock
	n     int64
}

func (s *Server) rollingReader(w http.ResponseWriter, body io.Reader) *rollingReader {
	return &rollingReader{body: body, conn: http.NewResponseController(w), clock: s.opt.Clock}
}

// Read implements io.Reader. The write deadline moves along because the server
// started it before the body began. A writer without deadlines, as in tests, has
// nothing to move.
func (r *rollingReader) Read(p []byte) (int, error) {
	until := r.clock().Add(streamStall)
	_ = r.conn.SetReadDeadline(until)
	_ = r.conn.SetWriteDeadline(until.Add(requestTimeout))
	n, err := r.body.Read(p)
	r.n += int64(n)
	return n, err
}

// rollingWriter writes a stream and moves its deadline on with every write.
// Headers go out with the first byte, so that a failure before it can still be
// answered as a problem.
type rollingWriter struct {
	w     http.ResponseWriter
	conn  *http.ResponseController
	clock writ.Clock
	begun bool
}

func (s *Server) rollingWriter(w http.ResponseWriter) *rollingWriter {
	return &rollingWriter{w: w, conn: http.NewResponseController(w), clock: s.opt.Clock}
}

// Write implements io.Writer.
func (r *rollingWriter) Write(p []byte) (int, error) {
	r.begun = true
	_ = r.conn.SetWriteDeadline(r.clock().Add(streamStall))
	return r.w.Write(p)
}

// stream answers with what write produces, as a file to download. When it fails
// in the middle the connection is broken off, so that no client takes the part
// for the whole.
func (s *Server) stream(mediaType, fileName string, write func(io.Writer) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		r, w := humago.Unwrap(ctx)
		out := s.rollingWriter(w)
		w.Header().Set("Content-Type", mediaType)
		w.Header().Set("Content-Disposition", attachment(fileName))
		err := write(out)
		if err == nil {
			return
		}
		if !out.begun {
			w.Header().Del("Content-Disposition")
			s.writeProblem(w, r, err)
			return
		}
		_ = s.problem(ctx.Context(), err) // for its log line
		panic(http.ErrAbortHandler)
	}}
}

// binaryResponse documents a streamed answer.
func binaryResponse(mediaTypes ...string) *huma.Response {
	r := &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{}}
	for _, t := range mediaTypes {
		r.Content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	return r
}
