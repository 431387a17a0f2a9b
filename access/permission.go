package access

import (
	"slices"

	"github.com/writ-dev/writ"
)

// Permission is one thing that an account type allows, spelled as the API
// spells it.
type Permission string

// The account permissions, in the order of the default types that gain them.
const (
	ViewDocuments           Permission = "viewDocuments"
	Comment                 Permission = "comment"
	BasicExplore            Permission = "basicExplore"
	EditInputTables         Permission = "editInputTables"
	FullExplore             Permission = "fullExplore"
	ExportData              Permission = "exportData"
	EditDocuments           Permission = "editDocuments"
	ShareDocuments          Permission = "shareDocuments"
	CreateFolders           Permission = "createFolders"
	ContributeToFolders     Permission = "contributeToFolders"
	CreateInputTables       Permission = "createInputTables"
	UploadCSV               Permission = "uploadCSV"
	CreateWarehouseViews    Permission = "createWarehouseViews"
	ScheduleMaterialization Permission = "scheduleMaterialization"
	WriteSQL                Permission = "writeSQL"
	ManageConnections       Permission = "manageConnections"
	ConfigureWriteAccess    Permission = "configureWriteAccess"
	ManageMembers           Permission = "manageMembers"
	ManageTeams             Permission = "manageTeams"
	ManageAccountTypes      Permission = "manageAccountTypes"
	ManageOrganization      Permission = "manageOrganization"
	CreateWorkspaces        Permission = "createWorkspaces"
	SeeManagedObjects       Permission = "seeManagedObjects"
	SeeAuditLog             Permission = "seeAuditLog"
)

// rule says what a permission lets a member do, as the end of the sentence
// "… may not …", and the least able default type that has it.
type rule struct {
	permission Permission
	does       string
	from       writ.AccountType
}

// rules is the table of the default account types. The types form a chain:
// each has everything the one below it has.
var rules = []rule{
	{ViewDocuments, "view documents", writ.AccountView},
	{Comment, "comment", writ.AccountView},
	{BasicExplore, "explore documents", writ.AccountAct},
	{EditInputTables, "edit input tables", writ.AccountAct},
	{FullExplore, "explore documents in full", writ.AccountAnalyze},
	{ExportData, "download or export data", writ.AccountAnalyze},
	{EditDocuments, "create, edit or publish documents", writ.AccountBuild},
	{ShareDocuments, "share documents", writ.AccountBuild},
	{CreateFolders, "create folders", writ.AccountBuild},
	{ContributeToFolders, "contribute to shared folders", writ.AccountBuild},
	{CreateInputTables, "create input tables", writ.AccountBuild},
	{UploadCSV, "upload CSV files", writ.AccountBuild},
	{CreateWarehouseViews, "create warehouse views", writ.AccountBuild},
	{ScheduleMaterialization, "schedule materializations", writ.AccountBuild},
	{WriteSQL, "write SQL", writ.AccountBuild},
	{ManageConnections, "manage connections", writ.AccountAdmin},
	{ConfigureWriteAccess, "configure write access", writ.AccountAdmin},
	{ManageMembers, "manage members", writ.AccountAdmin},
	{ManageTeams, "manage teams", writ.AccountAdmin},
	{ManageAccountTypes, "manage account types", writ.AccountAdmin},
	{ManageOrganization, "manage the organization", writ.AccountAdmin},
	{CreateWorkspaces, "create workspaces", writ.AccountAdmin},
	{SeeManagedObjects, "see managed objects", writ.AccountAdmin},
	{SeeAuditLog, "see the audit log", writ.AccountAdmin},
}

// Permissions lists what an account type may do, in the order of the constants.
func Permissions(t writ.AccountType) []Permission {
	var out []Permission
	for _, r := range rules {
		if has(t, r) {
			out = append(out, r.permission)
		}
	}
	return out
}

// has tells whether t is the type that the rule starts from or a more able one.
// A type nobody knows has nothing.
func has(t writ.AccountType, r rule) bool {
	types := writ.AccountTypes() // most able first
	at := slices.Index(types, t)
	return at >= 0 && at <= slices.Index(types, r.from)
}
