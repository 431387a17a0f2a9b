package scenario

import "github.com/writ-dev/writ"

// Scenario is one line of a file: an organization and what is expected of it.
// Without a Setup it is about a live organization, and Who and Object of its
// checks are addresses and paths there.
type Scenario struct {
	Line   int // in its file, from 1
	ID     string
	Note   string
	Setup  *Setup
	Checks []Check
	Levels []Expected
}

// Check expects an answer to one question.
type Check struct {
	Who     string `json:"who"`
	Action  string `json:"action"`
	Object  string `json:"object"`
	Args    Args   `json:"args"`
	Allowed bool   `json:"allowed"`
}

// Args is what some actions ask for besides. To is a folder for moving and copying,
// and a member for another owner.
type Args struct {
	To      string     `json:"to,omitempty"`
	Level   writ.Level `json:"level,omitempty"`
	Grantee string     `json:"grantee,omitempty"` // "user:ann", "team:finance" or "all"
}

// Expected is the level that a member is expected to have on a document or a
// folder.
type Expected struct {
	Who, Object string
	Level       writ.Level
}

// Setup is an organization. The members are of the account type of their name;
// "member" is Build and "admin" is Admin. A folder in nothing is a workspace, and
// a document in nothing lies in its owner's My documents.
type Setup struct {
	Users        map[string]string            `json:"users"`
	AccountTypes map[string][]writ.Permission `json:"account_types"` // custom ones
	Teams        map[string][]string          `json:"teams"`
	Folders      map[string]*string           `json:"folders"`
	FolderOwner  map[string]string            `json:"folder_owner"` // who created a folder; nobody of the others
	Docs         map[string]Doc               `json:"docs"`
	Grants       []Grant                      `json:"grants"`
	Deactivated  []string                     `json:"deactivated"`
	Trashed      []string                     `json:"trashed"` // "doc:d" or "folder:W"
}

// Doc is a document. What it is built on is written down and decides nothing.
type Doc struct {
	Kind    writ.FileKind `json:"kind"`
	Folder  *string       `json:"folder"`
	Owner   string        `json:"owner"`
	Creator string        `json:"creator"` // the owner if it is not said
	Sources []string      `json:"sources"`
}

// Grant is a grantee, a file and a level: ["team:finance", "folder:Plan", "view"].
// Grantees are as in Args, and documents are "doc:d".
type Grant [3]string
