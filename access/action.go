package access

import "github.com/writ-dev/writ"

// Action is something that a member wants to do with a file. Those on documents
// begin with "doc.", those on workspaces, homes and folders with "folder.".
type Action string

// The actions.
const (
	ViewDocument   Action = "doc.view"
	Explore        Action = "doc.explore"
	EditDocument   Action = "doc.edit"
	Publish        Action = "doc.publish"
	ShareDocument  Action = "doc.share"  // give access, see who has it, decide on requests
	RevokeDocument Action = "doc.revoke" // lower or take away what was given
	OfferDocument  Action = "doc.offer_level"
	RenameDocument Action = "doc.rename"
	MoveDocument   Action = "doc.move"
	CopyDocument   Action = "doc.copy"
	DeleteDocument Action = "doc.delete" // into the trash
	Export         Action = "doc.export" // download, and send now
	ScheduleExport Action = "doc.schedule_export"
	UseAsSource    Action = "doc.use_as_source"
	ReassignOwner  Action = "doc.reassign_owner"

	// Entering rows of an input table: in the draft, and in the published version
	// where that is for those who explore it, or for all who view it.
	EnterDraft   Action = "doc.enter_draft"
	EnterExplore Action = "doc.enter_explore"
	EnterView    Action = "doc.enter_view"

	RestoreDocument Action = "doc.restore" // from the trash
	PurgeDocument   Action = "doc.purge"

	ViewFolder     Action = "folder.view"
	CreateDocument Action = "folder.create_doc"
	CreateFolder   Action = "folder.create_folder"
	RenameFolder   Action = "folder.rename"
	MoveFolder     Action = "folder.move"
	DeleteFolder   Action = "folder.delete"
	ShareFolder    Action = "folder.share"
	RevokeFolder   Action = "folder.revoke"
	OfferFolder    Action = "folder.offer_level"
	RestoreFolder  Action = "folder.restore"
	PurgeFolder    Action = "folder.purge"

	// RequestAccess is about any file, and about none: who asks must not learn
	// whether it is there.
	RequestAccess Action = "request_access"
)

// Question asks whether a member may do something with a file. Of the rest, only
// what the action needs is looked at, and while it is empty the question is
// whether the member may do it at all.
type Question struct {
	Who  writ.MemberID
	Do   Action
	File writ.FileID

	To       writ.FileID   // where to, of moving and copying; copying to "" is into My documents
	NewOwner writ.MemberID // of ReassignOwner
	Grantee  writ.Grantee  // of OfferDocument and OfferFolder, with Level
	Level    writ.Level
}

// demand is what an action takes.
type demand struct {
	action  Action
	on      noun
	takes   permissionSet
	level   rank   // the least
	own     rank   // the least for who created the folder, if that is less
	manages bool   // an Admin may without any level
	trash   bool   // it is done with what is in the trash
	does    string // the end of the sentence "… does not let you …"
}

type noun uint8

const (
	documents noun = iota
	workbooks
	sources // data models and datasets
	folders
)

// is tells whether files of a kind are meant.
func (n noun) is(k kind) bool {
	switch n {
	case workbooks:
		return k == aWorkbook
	case sources:
		return k == aDataModel || k == aDataset
	case folders:
		return !k.document()
	}
	return k.document()
}

// demands is the table of all actions but RequestAccess.
var demands = []demand{
	{action: ViewDocument, takes: setOf(ViewDocuments), level: view, does: "open it"},
	{action: Explore, on: workbooks, takes: setOf(BasicExplore), level: explore, does: "explore it"},
	{action: EditDocument, takes: setOf(EditDocuments), level: edit, does: "edit it"},
	{action: Publish, takes: setOf(EditDocuments), level: edit, does: "publish it"},
	{action: ShareDocument, takes: setOf(ShareDocuments), level: edit, manages: true, does: "share it"},
	{action: RevokeDocument, takes: setOf(ShareDocuments), level: edit, manages: true, does: "take access to it away"},
	{action: OfferDocument, takes: setOf(ShareDocuments), level: edit, manages: true, does: "share it"},
	{action: RenameDocument, takes: setOf(EditDocuments), level: edit, does: "rename it"},
	{action: MoveDocument, takes: setOf(EditDocuments), level: edit, does: "move it"},
	{action: CopyDocument, takes: setOf(EditDocuments), level: view, does: "copy it"},
	{action: DeleteDocument, takes: setOf(EditDocuments), level: edit, does: "delete it"},
	{action: Export, takes: setOf(ExportData), level: view, does: "export it"},
	{action: ScheduleExport, takes: setOf(ExportData), level: view, does: "schedule exports of it"},
	{action: UseAsSource, on: sources, takes: setOf(ViewDocuments), level: view, does: "use it as a source"},
	{action: EnterDraft, takes: setOf(EditDocuments, EditInputTables), level: edit, does: "enter rows in its draft"},
	{action: EnterExplore, takes: setOf(EditInputTables), level: explore, does: "enter rows"},
	{action: EnterView, takes: setOf(EditInputTables), level: view, does: "enter rows"},
	{action: ReassignOwner, takes: 0, level: never, manages: true, does: "give it another owner"},
	{action: RestoreDocument, takes: setOf(EditDocuments), trash: true, does: "restore it"},
	{action: PurgeDocument, takes: setOf(EditDocuments), trash: true, does: "delete it for good"},

	{action: ViewFolder, on: folders, takes: setOf(ViewDocuments), level: view, does: "open it"},
	{action: CreateDocument, on: folders, takes: setOf(EditDocuments), level: contribute, does: "create documents in it"},
	{action: CreateFolder, on: folders, takes: setOf(CreateFolders), level: contribute, does: "create folders in it"},
	{action: RenameFolder, on: folders, takes: setOf(CreateFolders), level: manage, own: contribute, does: "rename it"},
	{action: MoveFolder, on: folders, takes: setOf(CreateFolders), level: manage, own: contribute, does: "move it"},
	{action: DeleteFolder, on: folders, takes: setOf(CreateFolders), level: manage, own: contribute, does: "delete it"},
	{action: ShareFolder, on: folders, takes: setOf(ShareDocuments), level: manage, manages: true, does: "share it"},
	{action: RevokeFolder, on: folders, takes: setOf(ShareDocuments), level: manage, manages: true, does: "take access to it away"},
	{action: OfferFolder, on: folders, takes: setOf(ShareDocuments), level: manage, manages: true, does: "share it"},
	{action: RestoreFolder, on: folders, takes: setOf(CreateFolders), trash: true, does: "restore it"},
	{action: PurgeFolder, on: folders, takes: setOf(CreateFolders), trash: true, does: "delete it for good"},
}

// demandOf finds what an action takes.
func demandOf(a Action) (*demand, bool) {
	for i := range demands {
		if demands[i].action == a {
			return &demands[i], true
		}
	}
	return nil, false
}

// Actions lists every action, those on documents first.
func Actions() []Action {
	out := make([]Action, 0, len(demands)+1)
	for _, d := range demands {
		out = append(out, d.action)
	}
	return append(out, RequestAccess)
}
