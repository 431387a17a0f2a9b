package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/coder/websocket"

	"github.com/writ-dev/writ"
)

// Bounds of what a peer may send: the bytes of one message, the topics it follows
// at the same time, and the bytes of a topic's name.
const (
	maxMessage = 16 << 10
	maxTopics  = 200
	maxTopic   = 100
)

// Why a socket is closed. The numbers are WebSocket's own (RFC 6455, 7.4) but for
// closeSession, which is of the range that applications may use.
const (
	closeGone     = websocket.StatusNormalClosure
	closeProtocol = websocket.StatusPolicyViolation // the peer does not keep to the protocol
	closeRestart  = websocket.StatusServiceRestart  // come back at once: another node answers
	closeBusy     = websocket.StatusTryAgainLater
	closeSession  = websocket.StatusCode(4401) // the session or the token has ended
)

// request is a message of the peer, one of two.
type request struct {
	follow   []follow     // "follow"
	unfollow []writ.Topic // "unfollow"
}

// follow asks for the events of a topic: those after a number, or without one
// those from now on. 0 is where somebody stands who saw that there were none.
type follow struct {
	Topic writ.Topic `json:"topic"`
	After *int64     `json:"after"`
}

// parse reads a message. Its error is the reason for which the socket is closed.
func parse(text []byte) (request, error) {
	var envelope struct {
		Type   string          `json:"type"`
		Topics json.RawMessage `json:"topics"`
	}
	if err := decode(text, &envelope); err != nil {
		return request{}, err
	}
	var r request
	switch envelope.Type {
	case "follow":
		if err := decode(envelope.Topics, &r.follow); err != nil {
			return request{}, err
		}
	case "unfollow":
		if err := decode(envelope.Topics, &r.unfollow); err != nil {
			return request{}, err
		}
	default:
		return request{}, fmt.Errorf("a message has a type that is neither follow nor unfollow")
	}
	for _, f := range r.follow {
		if f.Topic == "" || len(f.Topic) > maxTopic || f.After != nil && *f.After < 0 {
			return request{}, fmt.Errorf("a topic has no name, one over %d bytes, or a negative number", maxTopic)
		}
	}
	return r, nil
}

// decode reads one JSON value that has only fields we know.
func decode(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("a message is not JSON of the documented shape")
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("a message has more than one JSON value")
	}
	return nil
}

// The messages of the server. Each has a type of its own in the field type.
type (
	hello struct {
		Type      string      `json:"type"`
		Node      writ.NodeID `json:"node"`
		Version   string      `json:"version"`
		Heartbeat float64     `json:"heartbeat"` // seconds between two beats
	}
	// position is "following", from where events come next, and "reset".
	position struct {
		Type  string     `json:"type"`
		Topic writ.Topic `json:"topic"`
		Seq   int64      `json:"seq"`
	}
	event struct {
		Type  string          `json:"type"`
		Topic writ.Topic      `json:"topic"`
		Seq   int64           `json:"seq,omitempty"` // absent from fleeting ones
		Kind  string          `json:"kind"`
		Data  json.RawMessage `json:"data,omitempty"`
		At    *time.Time      `json:"at,omitempty"` // likewise
	}
	refused struct {
		Type    string       `json:"type"`
		Topic   writ.Topic   `json:"topic"`
		Problem writ.Problem `json:"problem"`
	}
	beat struct {
		Type string `json:"type"`
	}
)

func followingMessage(t writ.Topic, seq int64) []byte {
	return encode(position{Type: "following", Topic: t, Seq: seq})
}

func resetMessage(t writ.Topic, seq int64) []byte {
	return encode(position{Type: "reset", Topic: t, Seq: seq})
}

func eventMessage(e writ.Event) []byte {
	return encode(event{Type: "event", Topic: e.Topic, Seq: e.Seq, Kind: e.Kind, Data: e.Data, At: &e.At})
}

func fleetingMessage(e writ.Event) []byte {
	return encode(event{Type: "fleeting", Topic: e.Topic, Kind: e.Kind, Data: e.Data})
}

// encode renders a message. All of them are plain structs; only data that is no
// JSON could fail, and then the peer learns at least that something happened.
func encode(message any) []byte {
	b, err := json.Marshal(message)
	if e, ok := message.(event); err != nil && ok {
		e.Data = nil
		return encode(e)
	}
	return b
}
