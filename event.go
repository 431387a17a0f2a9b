package writ

import (
	"encoding/json"
	"strings"
	"time"
)

// Topic is what events are about and what somebody can follow. Events of one
// topic have an order.
type Topic string

// The topics that are not about one thing.
const (
	TopicConnections Topic = "connections" // connections, their destinations and grants
	TopicObjects     Topic = "objects"     // the ledger of managed objects
	TopicMembers     Topic = "members"     // who is a member, and as what
	TopicSettings    Topic = "settings"    // of the organization
	TopicNodes       Topic = "nodes"       // servers that come and go
	TopicTeams       Topic = "teams"       // teams and who is in them
	TopicWorkspaces  Topic = "workspaces"  // the list of workspaces
	// TopicAccess is for servers only: the facts that permissions are decided by, as
	// FactChanges. The store appends to it by itself.
	TopicAccess Topic = "access"
)

// FactNoun tells what kind of fact has changed.
type FactNoun string

// The nouns that permissions are decided by. A team stands for its members, too.
const (
	FactMember FactNoun = "member"
	FactTeam   FactNoun = "team"
	FactType   FactNoun = "accountType"
	FactFile   FactNoun = "file"
	FactGrant  FactNoun = "grant"
)

// FactChange names a fact that was made, changed or removed; the store says which.
// The Data of an event on TopicAccess is a list of them.
type FactChange struct {
	Noun FactNoun `json:"n"`
	ID   string   `json:"i"`
}

// MemberTopic is about one member: account, sessions, and what the member owns
// as lists show it (uploads, tables).
func MemberTopic(id MemberID) Topic { return Topic("member/" + string(id)) }

// TeamTopic is about what a team is given, and what is taken from it: whoever is in
// it has other files then.
func TeamTopic(id TeamID) Topic { return Topic("team/" + string(id)) }

// FileTopic is about one folder or document: its name and place, what lies in it,
// its draft, who has access.
func FileTopic(id FileID) Topic { return Topic("file/" + string(id)) }

// UploadTopic is about one upload, up to the table it becomes.
func UploadTopic(id UploadID) Topic { return Topic("upload/" + string(id)) }

// JobTopic is about one job: it is there to be taken, is to stop, or has ended.
func JobTopic(id JobID) Topic { return Topic("job/" + string(id)) }

// InputTopic is about one input table: its rows, its columns, its rules.
func InputTopic(id InputTableID) Topic { return Topic("input/" + string(id)) }

// Split takes a topic apart: "upload/0190…" into "upload" and the id, others into
// themselves and "".
func (t Topic) Split() (noun, id string) {
	noun, id, _ = strings.Cut(string(t), "/")
	return noun, id
}

// Event says that something happened. What is shown is read again, with the
// rights of who looks; Data holds only what everybody who may follow the topic
// may know, and is small.
type Event struct {
	Topic Topic
	Seq   int64  // rises on each topic, with gaps; 0 for one that is not kept
	Kind  string // "changed", "removed", "progress", "ended"
	Data  json.RawMessage
	At    time.Time
}
