package access

import (
	"slices"

	"github.com/writ-dev/writ"
)

// Permission is one thing that an account type allows.
type Permission = writ.Permission

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

// rules is the table of the default account types.
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

// Permissions lists what a built-in account type may do, in the order of the
// constants; nothing for any other.
func Permissions(t writ.AccountType) []Permission {
	return builtIn(t).list()
}

// PermissionsOf lists what the account type of a member allows, built-in or
// custom, in the order of the constants. Deactivation is another matter.
func PermissionsOf(m *writ.Member) []Permission {
	return allowed(m.AccountType, m.Permissions).list()
}

// AllPermissions lists every permission, in the order of the constants.
func AllPermissions() []Permission { return (^permissionSet(0)).list() }

// Describe says what a permission lets a member do, as the end of the sentence
// "may …"; "" for one that does not exist.
func Describe(p Permission) string {
	for _, r := range rules {
		if r.permission == p {
			return r.does
		}
	}
	return ""
}

// permissionSet has one bit for each of rules, in their order.
type permissionSet uint32

// setOf returns the set of those permissions that exist.
func setOf(list ...Permission) permissionSet {
	var s permissionSet
	for i, r := range rules {
		if slices.Contains(list, r.permission) {
			s |= 1 << i
		}
	}
	return s
}

// builtIn returns what a built-in type may do. The types form a chain: each has
// everything the one below it has.
func builtIn(t writ.AccountType) permissionSet {
	types := writ.AccountTypes() // most able first
	at := slices.Index(types, t)
	var s permissionSet
	for i, r := range rules {
		if at >= 0 && at <= slices.Index(types, r.from) {
			s |= 1 << i
		}
	}
	return s
}

// allowed returns what a type may do: the permissions are those of a custom one.
func allowed(t writ.AccountType, custom []Permission) permissionSet {
	if slices.Contains(writ.AccountTypes(), t) {
		return builtIn(t)
	}
	return setOf(custom...)
}

// has tells whether all of other is in the set.
func (s permissionSet) has(other permissionSet) bool { return s&other == other }

func (s permissionSet) list() []Permission {
	var out []Permission
	for i, r := range rules {
		if s.has(1 << i) {
			out = append(out, r.permission)
		}
	}
	return out
}
