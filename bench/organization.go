package main

import (
	"fmt"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// The organization that permissions are measured on: as large as is promised.
const (
	orgWorkspaces = 100
	orgFolders    = 100_000 // the workspaces are among them
	orgDocuments  = 1_000_000
	orgMembers    = 10_000
	orgTeams      = 1_000
	orgGrants     = 1_000_000
	inLargest     = 100_000 // documents in the first workspace; the others share the rest
)

// Members whose part is told; all others have grants of their own and are in up to
// three teams.
const (
	seesAll   = iota // through a team that sees every workspace
	seesFew          // a hundred documents here and there
	seesLate         // one workspace, whose names come after all others
	theAdmin         // gives and takes the grants that are measured
	newcomer         // gets them
	theirsEnd = 10
)

// allSeeing is the team of seesAll.
const allSeeing = orgTeams - 1

// orgID is the id of the i-th of its kind.
func orgID[T ~string](kind string, i int) T {
	return T(fmt.Sprintf("%s-0000-7000-8000-%012x", kind, i))
}

func memberID(i int) writ.MemberID { return orgID[writ.MemberID]("0a000000", i) }
func teamID(i int) writ.TeamID     { return orgID[writ.TeamID]("0b000000", i) }
func folderID(i int) writ.FileID   { return orgID[writ.FileID]("0c000000", i) }
func documentID(i int) writ.FileID { return orgID[writ.FileID]("0d000000", i) }

// founded is when everything was made.
func founded() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

func orgMember(i int) *writ.Member {
	m := &writ.Member{ID: memberID(i), Email: fmt.Sprintf("member-%05d@example.com", i), FirstName: "Member", LastName: fmt.Sprint(i),
		AccountType: writ.AccountBuild, Version: 1, CreatedAt: founded(), UpdatedAt: founded()}
	if i == theAdmin {
		m.AccountType = writ.AccountAdmin
	}
	return m
}

func orgTeam(i int) *writ.Team {
	return &writ.Team{ID: teamID(i), Name: fmt.Sprintf("Team %04d", i), Version: 1, CreatedAt: founded(), UpdatedAt: founded()}
}

// teamsOf are the teams of a member.
func teamsOf(i int) []int {
	switch {
	case i == seesAll:
		return []int{allSeeing}
	case i < theirsEnd:
		return nil
	}
	a, b, c := i%allSeeing, i*7%allSeeing, i*13%allSeeing
	switch {
	case a == b && b == c:
		return []int{a}
	case a == b, b == c:
		return []int{a, c}
	case a == c:
		return []int{a, b}
	}
	return []int{a, b, c}
}

// words make names that sort in no order of their numbers.
var words = [...]string{"Revenue", "orders", "Forecast", "Churn", "pipeline", "Budget", "stock", "Visits", "Kosten", "Élan", "margin", "Yield"}

func orgName(i int) string { return fmt.Sprintf("%s %s %d", words[i%12], words[i*5/12%12], i) }

// orgFile is the i-th file: folders first, each after its parent, then homes, then
// documents.
func orgFile(i int) *writ.File {
	switch {
	case i < orgFolders:
		return orgFolder(i)
	case i < orgFolders+orgMembers:
		m := i - orgFolders
		return newFile(orgID[writ.FileID]("0e000000", m), writ.KindHome, "My documents", "", m)
	}
	return orgDocument(i - orgFolders - orgMembers)
}

const orgFiles = orgFolders + orgMembers + orgDocuments

// orgFolder is the n-th folder of its workspace, where every folder holds four.
func orgFolder(i int) *writ.File {
	w, n := i%orgWorkspaces, i/orgWorkspaces
	owner := theirsEnd + i%(orgMembers-theirsEnd)
	if n == 0 {
		return newFile(folderID(i), writ.KindWorkspace, orgName(i), "", owner)
	}
	return newFile(folderID(i), writ.KindFolder, orgName(i), folderID(n/4*orgWorkspaces+w), owner)
}

func orgDocument(i int) *writ.File {
	w, n := 0, i%(orgFolders/orgWorkspaces)
	if i >= inLargest {
		w = 1 + i%(orgWorkspaces-1)
	}
	name := orgName(i)
	if w == orgWorkspaces-1 {
		name = "zz " + name // what seesLate sees
	}
	kind := writ.KindWorkbook
	if i%10 == 0 {
		kind = writ.KindDataset
	}
	return newFile(documentID(i), kind, name, folderID(n*orgWorkspaces+w), theirsEnd+i%(orgMembers-theirsEnd))
}

func newFile(id writ.FileID, kind writ.FileKind, name string, parent writ.FileID, owner int) *writ.File {
	return &writ.File{ID: id, Kind: kind, Name: name, Parent: parent, Owner: memberID(owner), Creator: memberID(owner),
		Version: 1, CreatedAt: founded(), UpdatedAt: founded()}
}

// orgGrant is the i-th grant. Beside those of the members whose part is told, every
// tenth is on a folder, no file has two of the rest, and one in ten thousand is to
// all members.
func orgGrant(i int) *writ.Grant {
	rest := theirsEnd + i%(orgMembers-theirsEnd)
	switch {
	case i < orgWorkspaces:
		return newGrant(i, folderID(i), writ.Grantee{Team: teamID(i)})
	case i < 2*orgWorkspaces:
		return newGrant(i, folderID(i-orgWorkspaces), writ.Grantee{Team: teamID(allSeeing)})
	case i == 2*orgWorkspaces:
		return newGrant(i, folderID(orgWorkspaces-1), writ.Grantee{Member: memberID(seesLate)})
	case i < 3*orgWorkspaces:
		return newGrant(i, documentID(i*9973%orgDocuments), writ.Grantee{Member: memberID(seesFew)})
	case i%10 == 0:
		return newGrant(i, folderID(i/10), writ.Grantee{Team: teamID(orgWorkspaces + i/10%800)})
	case i%10_000 == 1:
		return newGrant(i, documentID(i*7919%orgDocuments), writ.AllMembers())
	case i%3 == 0:
		return newGrant(i, documentID(i*7919%orgDocuments), writ.Grantee{Team: teamID(orgWorkspaces + i%800)})
	}
	return newGrant(i, documentID(i*7919%orgDocuments), writ.Grantee{Member: memberID(rest)})
}

func newGrant(i int, f writ.FileID, to writ.Grantee) *writ.Grant {
	return &writ.Grant{ID: orgID[writ.GrantID]("0f000000", i), File: f, Grantee: to, Level: writ.LevelView, Version: 1,
		CreatedBy: memberID(theAdmin), UpdatedBy: memberID(theAdmin), CreatedAt: founded(), UpdatedAt: founded()}
}

// newWorld returns the facts of the organization as a server has them in memory.
func newWorld() *access.World {
	w := access.NewWorld()
	in := make([][]writ.TeamMember, orgTeams)
	for i := range orgMembers {
		w.PutMember(orgMember(i))
		for _, t := range teamsOf(i) {
			in[t] = append(in[t], writ.TeamMember{Team: teamID(t), Member: memberID(i)})
		}
	}
	for i := range orgTeams {
		w.PutTeam(orgTeam(i), in[i])
	}
	for i := range orgFiles {
		w.PutFile(orgFile(i))
	}
	for i := range orgGrants {
		w.PutGrant(orgGrant(i))
	}
	return w
}
