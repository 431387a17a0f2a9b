package access

import "github.com/writ-dev/writ"

// rank is a level with its place in the order. Folders have view, explore,
// contribute and manage; workbooks view, explore and edit; other documents view
// and edit.
type rank uint8

const (
	none rank = iota
	view
	explore
	contribute
	edit
	manage
	never // more than anybody has
)

// ranks are the levels in their order.
var ranks = [...]writ.Level{writ.LevelNone, writ.LevelView, writ.LevelExplore, writ.LevelContribute, writ.LevelEdit, writ.LevelManage}

func (r rank) level() writ.Level { return ranks[r] }

// rankOf returns none for a level that does not exist.
func rankOf(l writ.Level) rank {
	for r, level := range ranks {
		if level == l {
			return rank(r)
		}
	}
	return none
}

// gives tells what a level on a folder gives on a document in it: who created the
// document may edit it where they can contribute.
func (r rank) gives(k kind, created bool) rank {
	switch {
	case r == manage, r == contribute && created:
		return edit
	case r >= explore && k == aWorkbook:
		return explore
	}
	return min(r, view)
}

// capTable says what a level takes from the account type, besides viewing.
var capTable = map[rank]permissionSet{
	view:       setOf(ViewDocuments),
	explore:    setOf(ViewDocuments, BasicExplore),
	contribute: setOf(ViewDocuments, ContributeToFolders),
	edit:       setOf(ViewDocuments, EditDocuments),
	manage:     setOf(ViewDocuments, ContributeToFolders, EditDocuments),
}

// capsOf returns for each level the one that an account type leaves of it: on
// folders, and on documents.
func capsOf(may permissionSet) (onFolder, onDocument [never]rank) {
	for r := view; r < never; r++ {
		switch {
		case may.has(capTable[r]):
			onFolder[r], onDocument[r] = r, r
		case r == edit: // explore is between view and edit for a workbook
			onDocument[r] = onDocument[explore]
		case r == manage:
			onFolder[r] = onFolder[contribute]
		default:
			onFolder[r], onDocument[r] = onFolder[r-1], onDocument[r-1]
		}
	}
	return onFolder, onDocument
}
