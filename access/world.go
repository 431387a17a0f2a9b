package access

import (
	"sync"

	"github.com/writ-dev/writ"
)

// World holds every fact that decides about files: members with their account
// types, teams, files and grants. It answers from memory and never reads a store:
// whoever changes a fact there puts it here. Facts may come in any order and more
// than once; what is not known yet gives nobody anything.
//
// It is safe for concurrent use.
type World struct {
	mu      sync.RWMutex
	members table[writ.MemberID, member]
	teams   table[writ.TeamID, team]
	files   table[writ.FileID, file]
	grants  table[writ.GrantID, grant]
	types   map[writ.AccountTypeID]customType
	toAll   []ref            // the grants to all members
	trash   map[ref]struct{} // the files that were themselves put into the trash
	tops    ref              // the first of the workspaces and homes
	orders  map[Order]*order // what lists walk along, as far as they did
	few     int              // files that a list looks at one by one, rather than along an order
	block   int              // files in a block of an order, at most
	rooms   sync.Pool        // of *room
}

// NewWorld returns a World without facts.
func NewWorld() *World {
	return &World{
		members: newTable[writ.MemberID, member](),
		teams:   newTable[writ.TeamID, team](),
		files:   newTable[writ.FileID, file](),
		grants:  newTable[writ.GrantID, grant](),
		types:   map[writ.AccountTypeID]customType{},
		trash:   map[ref]struct{}{},
		orders:  map[Order]*order{},
		few:     4096,
		block:   1024,
		rooms:   sync.Pool{New: func() any { return new(room) }},
	}
}
