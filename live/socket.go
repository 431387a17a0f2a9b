package live

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/writ-dev/writ"
)

// Peer is who is at the other end of a socket, as package api knows them.
type Peer struct {
	Member writ.MemberID
	// Admit tells, by what is stored now, which of the topics the peer may not
	// follow, and why. The error is CodeUnauthenticated when the session or the
	// token has ended.
	Admit func(ctx context.Context, topics []writ.Topic) (refused map[writ.Topic]error, err error)
}

// socket is one tab or program. The goroutine that serves its request reads; one
// more writes and one keeps watch.
type socket struct {
	hub   *Hub
	conn  *websocket.Conn
	peer  Peer
	queue *queue
	doubt chan struct{} // holds a token when the peer should be asked again

	topics map[writ.Topic]struct{} // followed; guarded by the Hub

	ctx    context.Context // of what is done for the peer; ends when the socket is to end
	cancel context.CancelFunc
	once   sync.Once // of code and reason
	code   websocket.StatusCode
	reason string
	work   sync.WaitGroup
}

// Serve upgrades a request to a socket and serves it until it ends. The caller
// has made sure of who the peer is and that a browser sends the request from the
// server's own pages. An error means that nothing was upgraded and the request is
// still to be answered: CodeExhausted when there are too many sockets,
// CodeUnavailable when the Hub is closed.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, peer Peer) error {
	s := &socket{
		hub: h, peer: peer, queue: newQueue(&h.stats), doubt: make(chan struct{}, 1), topics: map[writ.Topic]struct{}{},
	}
	s.ctx, s.cancel = context.WithCancel(context.WithoutCancel(r.Context()))
	defer s.cancel()
	if err := h.enter(s); err != nil {
		return err
	}
	defer h.leave(s)
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // see above
	if err != nil {
		h.opt.Log.DebugContext(r.Context(), "not upgraded", "error", err)
		return nil // Accept has answered
	}
	s.conn = conn
	s.serve()
	return nil
}

func (s *socket) serve() {
	o := s.hub.opt
	s.conn.SetReadLimit(maxMessage)
	s.queue.answer("", encode(hello{Type: "hello", Node: o.Node, Version: o.Version, Heartbeat: o.Heartbeat.Seconds()}))
	s.work.Go(s.write)
	s.work.Go(s.watch)
	s.read()
	s.work.Wait()
}

// end has the socket closed and the peer told why. It does not wait for it; the
// first reason counts.
func (s *socket) end(code websocket.StatusCode, reason string) {
	s.once.Do(func() {
		s.code, s.reason = code, reason
		s.cancel()
	})
}

// closeDead stands for the end of a socket whose peer does not answer: there is
// nobody to tell.
const closeDead = websocket.StatusAbnormalClosure

// close closes a socket that is to end. The peer may be gone, which is no fault.
func (s *socket) close() {
	if s.code == closeDead {
		_ = s.conn.CloseNow()
		return
	}
	_ = s.conn.Close(s.code, s.reason)
}

// read takes the peer's messages until the socket ends, one after the other, and
// none while there is no room for its answers.
func (s *socket) read() {
	for s.waitForRoom() {
		// Not s.ctx: its end would cut the connection before the reason is told.
		kind, text, err := s.conn.Read(context.WithoutCancel(s.ctx))
		if err != nil {
			s.end(closeGone, "")
			return
		}
		if kind != websocket.MessageText {
			s.end(closeProtocol, "a message is not text")
			return
		}
		req, err := parse(text)
		if err != nil {
			s.end(closeProtocol, err.Error())
			return
		}
		if err := s.obey(req); err != nil {
			s.sever(err)
			return
		}
	}
}

func (s *socket) waitForRoom() bool {
	for s.queue.full() {
		select {
		case <-s.ctx.Done():
			return false
		case <-s.queue.room:
		}
	}
	return true
}

// obey does what a message asks for.
func (s *socket) obey(req request) error {
	for _, t := range req.unfollow {
		s.hub.unfollow(s, t)
	}
	if len(req.follow) == 0 {
		return nil
	}
	if len(s.hub.followed(s))+len(req.follow) > maxTopics {
		return writ.Errorf(writ.CodeInvalid, "live.follow", "more than %d topics are followed", maxTopics)
	}
	topics := make([]writ.Topic, len(req.follow))
	for i, f := range req.follow {
		topics[i] = f.Topic
	}
	denied, err := s.peer.Admit(s.ctx, topics)
	if err != nil {
		return err
	}
	var allowed []follow
	for _, f := range req.follow {
		if why := denied[f.Topic]; why != nil {
			s.refuse(f.Topic, why)
			continue
		}
		allowed = append(allowed, f)
	}
	return s.take(allowed)
}

// take begins to follow topics that the peer may follow.
func (s *socket) take(list []follow) error {
	if len(list) == 0 {
		return nil
	}
	standings, err := s.hub.stand(s.ctx, list)
	if err != nil {
		return err
	}
	for i, f := range list {
		s.hub.follow(s, f.Topic, standings[i])
	}
	return nil
}

// refuse ends the following of a topic, if it had begun, and says why.
func (s *socket) refuse(topic writ.Topic, why error) {
	s.hub.unfollow(s, topic)
	p := writ.Problem{Code: writ.CodeInternal, Message: "Writ made a mistake and could not do this."}
	var e *writ.Error
	if errors.As(why, &e) && e.Code != writ.CodeInternal {
		p = writ.Problem{Code: e.Code, Message: e.Message, Hint: e.Hint}
	} else {
		s.hub.opt.Log.Error("a topic could not be followed", "topic", topic, "error", why)
	}
	s.queue.answer(topic, encode(refused{Type: "refused", Topic: topic, Problem: p}))
}

// sever ends the socket over an error of the peer or of the store.
func (s *socket) sever(err error) {
	switch writ.CodeOf(err) {
	case writ.CodeUnauthenticated:
		s.end(closeSession, "the session has ended")
	case writ.CodeInvalid:
		var e *writ.Error
		errors.As(err, &e)
		s.end(closeProtocol, e.Message)
	default:
		if s.ctx.Err() == nil {
			s.hub.opt.Log.Warn("a live connection was ended", "error", err)
		}
		s.end(closeBusy, "the server cannot answer now; try again")
	}
}

// write sends what waits, in its order.
func (s *socket) write() {
	for {
		text, ok := s.queue.next()
		if !ok {
			select {
			case <-s.ctx.Done():
				return
			case <-s.queue.ready:
			}
			continue
		}
		if s.ctx.Err() != nil || !s.send(text) {
			return
		}
	}
}

func (s *socket) send(text []byte) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), s.hub.opt.WriteTimeout)
	defer cancel()
	s.hub.stats.sent.Add(1) // before whoever gets it may ask
	if err := s.conn.Write(ctx, websocket.MessageText, text); err != nil {
		s.end(closeDead, "")
		return false
	}
	return true
}

// watch gives and asks for signs of life, and asks again whether the peer may be
// here: at every second heartbeat, and when its account changed. At the end it
// closes the connection, which lets the others go.
func (s *socket) watch() {
	tick := time.NewTicker(s.hub.opt.Heartbeat)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-s.ctx.Done():
			s.close()
			return
		case <-s.doubt:
			s.askAgain()
		case <-tick.C:
			if !s.queue.full() {
				s.queue.answer("", encode(beat{Type: "beat"}))
			}
			s.work.Go(s.ping)
			if n%2 == 0 {
				s.askAgain()
			}
		}
	}
}

// ping ends the socket of a peer that does not answer until the next one is due.
func (s *socket) ping() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), s.hub.opt.Heartbeat)
	defer cancel()
	if err := s.conn.Ping(ctx); err != nil {
		s.end(closeDead, "")
	}
}

// askAgain ends what the peer may no longer see. While the store does not answer
// nothing new is sent either, so that can wait.
func (s *socket) askAgain() {
	topics := s.hub.followed(s)
	denied, err := s.peer.Admit(s.ctx, topics)
	switch {
	case writ.CodeOf(err) == writ.CodeUnauthenticated:
		s.sever(err)
	case err != nil:
		s.hub.opt.Log.Debug("a live connection was not asked again", "error", err)
	}
	for topic, why := range denied {
		s.refuse(topic, why)
	}
}
