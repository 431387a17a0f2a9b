package main

import (
	"fmt"
	"runtime/debug"

	"github.com/writ-dev/writ/api"
)

const description = `Governed write-back to your warehouse.

Start a server, let a script in, upload a file, and read it back exactly:

    writ serve --data writ-data
    writ credential create --data writ-data --email admin@localhost
    writ upload budget.csv --connection embedded --name Budget
    writ rows Budget > copy.csv

The client commands (login, connection, member, file, upload, table, rows) speak to the server named by WRIT_URL with WRIT_CLIENT_ID and WRIT_CLIENT_SECRET, or to the one that writ login remembers.
Exit status: 0 done, 1 refused (the reason is on standard error), 2 wrong usage.`

// commands is the whole command line.
type commands struct {
	JSON bool `name:"json" help:"Print the answer, or the problem, as one JSON document."`

	Serve   serveCommand   `cmd:"" group:"server" help:"Run the server on a data folder."`
	Migrate migrateCommand `cmd:"" group:"server" help:"Bring the metadata up to this version, or move it to another store."`
	Backup  backupCommand  `cmd:"" group:"server" help:"Copy a data folder, also while its server runs."`
	Restore restoreCommand `cmd:"" group:"server" help:"Make a data folder from a backup."`
	Keys    keysCommand    `cmd:"" group:"server" help:"List and change the keys that seal secrets."`

	Healthcheck healthcheckCommand `cmd:"" group:"server" help:"Ask a server on this machine whether it is ready."`

	Credential credentialCommand `cmd:"" group:"server" help:"Make, list and revoke API credentials in a data folder."`
	Recover    recoverCommand    `cmd:"" group:"server" help:"Let an Admin sign in again where nobody can any more."`

	Login       loginCommand       `cmd:"" group:"client" help:"Remember a server and an API credential."`
	Member      memberCommand      `cmd:"" group:"client" help:"List, add and change members."`
	Team        teamCommand        `cmd:"" group:"client" help:"List, make and change teams."`
	AccountType accountTypeCommand `cmd:"" group:"client" help:"List, make and change account types."`
	Grant       grantCommand       `cmd:"" group:"client" help:"Give levels on workspaces, folders and documents, and take them back."`
	Share       shareCommand       `cmd:"" group:"client" help:"Share a workspace, a folder or a document."`
	Who         whoCommand         `cmd:"" group:"client" help:"List who has access to a file, and why."`
	Why         whyCommand         `cmd:"" group:"client" help:"Explain what you, or somebody else, may do with a file."`
	Connection  connectionCommand  `cmd:"" group:"client" help:"List, add, test and check connections."`
	Node        nodeCommand        `cmd:"" group:"client" help:"List the servers of an installation that run."`
	Object      objectCommand      `cmd:"" group:"client" help:"List what Writ made in the warehouses, and clean up."`
	File        fileCommand        `cmd:"" group:"client" help:"List, move, copy, delete and restore folders and documents."`
	Upload      uploadCommand      `cmd:"" group:"client" help:"Upload a file into a new table, or into one that is there."`
	Table       tableCommand       `cmd:"" group:"client" help:"List tables and their versions, compare them, and bring one back."`
	Input       inputCommand       `cmd:"" group:"client" help:"Make input tables, and change their rows and columns."`
	EditLog     editLogCommand     `cmd:"" group:"client" help:"Verify, export and replay edit logs, and rebuild input tables from them."`
	Rows        rowsCommand        `cmd:"" group:"client" help:"Print every row of a table or an input table, exactly."`
	Apply       applyCommand       `cmd:"" group:"client" help:"Make the organization what a file says: teams, workspaces, grants, connections."`
	Export      exportCommand      `cmd:"" group:"client" help:"Print the organization as such a file."`

	Audit  auditCommand  `cmd:"" group:"client" help:"Print who did or tried what, and follow it."`
	Access accessCommand `cmd:"" group:"client" help:"Test who may do what."`

	Openapi openapiCommand `cmd:"" group:"about" help:"Print the OpenAPI document of the API."`
	Version versionCommand `cmd:"" group:"about" help:"Print the version."`
}

type openapiCommand struct{}

// Run prints the document.
func (openapiCommand) Run(term *terminal) error {
	doc, err := api.Document(version())
	if err != nil {
		return err
	}
	return term.print("%s", doc)
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(term *terminal) error {
	return term.answer(map[string]string{"version": version()}, "writ %s", version())
}

// version is what the build knows about itself: a tag, or the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "unknown"
	}
	return info.Main.Version
}

// dataFolder is the flag of the commands that work on a data folder.
type dataFolder struct {
	Data string `required:"" type:"path" placeholder:"DIR" env:"WRIT_DATA" help:"The data folder of the server."`
}

func countOf(n int64, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}
