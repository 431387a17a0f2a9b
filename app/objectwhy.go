package app

import (
	"fmt"
	"time"

	"github.com/writ-dev/writ"
)

// why says in a sentence or two why an object is in its warehouse, and if
// something is wrong with that, what.
func why(v *ObjectView) string {
	switch {
	case v.Finding == writ.FindingMissing && v.Table != nil:
		return fmt.Sprintf("It holds the table “%s”, but the warehouse has it no more: it was dropped or renamed there, or Writ may no longer see it.", v.Table.Name)
	case v.Finding == writ.FindingMissing && v.Input != nil:
		return fmt.Sprintf("It holds rows of the input table “%s”, but the warehouse has it no more: it was dropped or renamed there, or Writ may no longer see it. The edit log can make it again.", v.Input.Name)
	case v.Finding == writ.FindingMissing && v.Log:
		return "It is the edit log of this connection, but the warehouse has it no more: it was dropped or renamed there, or Writ may no longer see it. Nothing can be edited until it is back."
	case v.Finding == writ.FindingMissing:
		return "The ledger has it, the warehouse has not: it was dropped or renamed there, or Writ may no longer see it."
	case v.Finding == writ.FindingReturned:
		return "It was dropped and is there again, as after a server that was paused in the middle of an import. Nothing uses it."
	case v.Moving():
		return "It is being renamed. If that was interrupted, the next look at the warehouse ends it."
	case v.State == writ.ObjectQuarantined:
		return fmt.Sprintf("It was put aside and is dropped after %s. It was called %s.", v.DropAt.UTC().Format("2 January 2006 15:04 MST"), v.FormerPath)
	case v.State == writ.ObjectDropped:
		return "It was dropped."
	case v.Table != nil && v.TableVersion != v.Table.Current:
		return fmt.Sprintf("It holds version %d of the table “%s”, which has been changed since.", v.TableVersion, v.Table.Name)
	case v.Table != nil:
		return fmt.Sprintf("It holds the table “%s”.", v.Table.Name)
	case v.Input != nil:
		return fmt.Sprintf("It holds rows of the input table “%s”, or how far they have come.", v.Input.Name)
	case v.Log:
		return "It is the edit log of this connection: every edit of its input tables, for ever."
	case v.Upload == nil && v.State == writ.ObjectIntended:
		return "It is being made for an input table, or a server that ended in the middle has left it behind."
	case v.Upload == nil:
		return "It belongs to no table, and what it was made for is forgotten."
	}
	return whyWithoutTable(v.Upload, v.making)
}

// whyWithoutTable explains an object from its upload and whether a node may be at
// work on that.
func whyWithoutTable(u *writ.Upload, making bool) string {
	switch u.State {
	case writ.UploadImporting:
		return fmt.Sprintf("The import of %s is making it.", u.FileName)
	case writ.UploadDone:
		return fmt.Sprintf("It belongs to no table: the one that %s became is deleted, or another try of the import made it.", u.FileName)
	case writ.UploadCanceled:
		if making {
			return fmt.Sprintf("The import of %s was canceled and is ending.", u.FileName)
		}
		return fmt.Sprintf("The import of %s was canceled and has left it behind.", u.FileName)
	}
	return fmt.Sprintf("An import of %s did not end well and has left it behind.", u.FileName)
}

// dropAt is when what is put aside now will be dropped.
func (a *App) dropAt(s writ.Settings) time.Time {
	return a.clock().Add(writ.Days(s.Retention.Quarantine))
}
