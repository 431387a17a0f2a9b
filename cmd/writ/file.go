package main

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

type fileCommand struct {
	List    fileList    `cmd:"" help:"List what lies in a folder, or search."`
	Show    fileShow    `cmd:"" help:"Show a workspace, a folder or a document, and what you may do with it."`
	Mkdir   fileMkdir   `cmd:"" help:"Make a folder, or a workspace."`
	Move    fileMove    `cmd:"" help:"Move into another folder, or rename."`
	Copy    fileCopy    `cmd:"" help:"Copy a document, without its grants."`
	Trash   fileTrash   `cmd:"" help:"Put into the trash."`
	Restore fileRestore `cmd:"" help:"Take out of the trash."`
	Purge   filePurge   `cmd:"" help:"Delete for good what is in the trash."`
}

// Help teaches how files are named.
func (fileCommand) Help() string {
	return `A file is named by its path, as in "Plan/2026/Budget" or "My documents/Draft", or by its id.`
}

// withClient opens the server and runs do on it.
func (s server) withClient(do func(*client.Client) error) error {
	cl, err := s.open()
	if err != nil {
		return err
	}
	defer cl.Close()
	return do(cl)
}

type fileList struct {
	server
	Folder string `arg:"" optional:"" help:"A folder; without one, the workspaces and what else is at the top."`
	Name   string `placeholder:"TEXT" help:"Search instead: everything below the folder with this in its name."`
	Trash  bool   `help:"List what is in the trash instead."`
}

// Run lists files.
func (c fileList) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		list, err := c.find(ctx, cl)
		if err != nil {
			return err
		}
		if term.json {
			return term.document(list)
		}
		rows := make([][]any, len(list))
		for i, f := range list {
			rows[i] = []any{f.Name, f.Type, saidLevel(f), f.Owner.Name, shownTime(f.UpdatedAt), f.Path, f.ID}
		}
		return term.table([]any{"NAME", "TYPE", "YOU", "OWNER", "CHANGED", "IN", "ID"}, rows)
	})
}

func (c fileList) find(ctx context.Context, cl *client.Client) ([]client.File, error) {
	if c.Trash {
		return cl.Trash(ctx)
	}
	filter := client.FileFilter{Direct: c.Name == "", Name: c.Name}
	if c.Folder == "" {
		filter.Types = []string{"workspace", "folder", "workbook", "data-model", "dataset"}
		return cl.Files(ctx, filter)
	}
	folder, err := cl.FindFile(ctx, c.Folder)
	if err != nil {
		return nil, err
	}
	filter.Parent = folder.ID
	return cl.Files(ctx, filter)
}

// saidLevel names what the member has on a file.
func saidLevel(f client.File) string { return f.Level.Label() }

// namedFile is a command on one file.
type namedFile struct {
	server
	File string `arg:"" help:"The path or the id of a workspace, a folder or a document."`
}

// with finds the file and runs do on it.
func (c namedFile) with(ctx context.Context, do func(*client.Client, *client.File) error) error {
	return c.withClient(func(cl *client.Client) error {
		f, err := cl.FindFile(ctx, c.File)
		if err != nil {
			return err
		}
		return do(cl, f)
	})
}

type fileShow struct{ namedFile }

// Run shows a file.
func (c fileShow) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(_ *client.Client, f *client.File) error {
		return term.answer(f, "%s (%s)\nin: %s\nowner: %s\nyou: %s; %s\nid: %s, in addresses %s",
			f.Name, f.Type, f.Path, f.Owner.Name, saidLevel(*f), strings.Join(f.Actions, ", "), f.ID, f.URLID)
	})
}

type fileMkdir struct {
	server
	Path      string `arg:"" help:"The path of the folder to be, such as Plan/2026; a name alone is made in My documents."`
	In        string `placeholder:"FOLDER" help:"The folder it is made in; then the whole path is its name, slashes too."`
	Workspace bool   `help:"Make a workspace; the path is its name."`
}

// Run makes a folder.
func (c fileMkdir) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		d := client.FileDraft{Type: string(writ.KindFolder), Name: c.Path}
		in := c.In
		if at := strings.LastIndexByte(c.Path, '/'); at > 0 && in == "" && !c.Workspace {
			in, d.Name = c.Path[:at], c.Path[at+1:]
		}
		switch {
		case c.Workspace && in != "":
			return usageError{writ.Invalid("writ.file", "in", "A workspace is in no folder; leave out --in.")}
		case c.Workspace:
			d.Type = string(writ.KindWorkspace)
		case in != "":
			folder, err := cl.FindFile(ctx, in)
			if err != nil {
				return err
			}
			d.Parent = folder.ID
		}
		made, err := cl.CreateFile(ctx, d)
		if err != nil {
			return err
		}
		return term.answer(made, "Made the %s %s.", made.Type, made.Name)
	})
}

type fileMove struct {
	namedFile
	To   string `arg:"" optional:"" help:"The folder to move it to; without one it stays where it is."`
	Name string `help:"The name to give it."`
}

// Run moves or renames a file.
func (c fileMove) Run(ctx context.Context, term *terminal) error {
	var patch client.FilePatch
	if c.Name != "" {
		patch.Name = &c.Name
	}
	if c.To == "" && c.Name == "" {
		return usageError{writ.Invalid("writ.file", "to", "Say where to move it to, or what to call it with --name.")}
	}
	return c.with(ctx, func(cl *client.Client, f *client.File) error {
		if c.To != "" {
			to, err := cl.FindFile(ctx, c.To)
			if err != nil {
				return err
			}
			patch.Parent = &to.ID
		}
		moved, err := cl.UpdateFile(ctx, f.ID, patch)
		if err != nil {
			return err
		}
		return term.answer(moved, "%s is now in %s.", moved.Name, moved.Path)
	})
}

type fileCopy struct {
	namedFile
	To   string `arg:"" optional:"" help:"The folder to copy it into; My documents if it is left out."`
	Name string `help:"What to call the copy, if not as the original."`
}

// Run copies a document.
func (c fileCopy) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, f *client.File) error {
		d := client.FileCopy{Name: c.Name}
		if c.To != "" {
			to, err := cl.FindFile(ctx, c.To)
			if err != nil {
				return err
			}
			d.To = to.ID
		}
		made, err := cl.CopyFile(ctx, f.ID, d)
		if err != nil {
			return err
		}
		return term.answer(made, "Copied to %s in %s.", made.Name, made.Path)
	})
}

type fileTrash struct{ namedFile }

// Run puts a file into the trash.
func (c fileTrash) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, f *client.File) error {
		if err := cl.TrashFile(ctx, f.ID); err != nil {
			return err
		}
		return term.answer(f, "%s is in the trash. Bring it back with writ file restore %s", f.Name, f.ID)
	})
}

// trashedFile is a command on something in the trash.
type trashedFile struct {
	server
	File string `arg:"" help:"The name or the id of something in the trash."`
}

type fileRestore struct{ trashedFile }

// Run takes a file out of the trash.
func (c fileRestore) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		f, err := cl.FindTrash(ctx, c.File)
		if err != nil {
			return err
		}
		back, err := cl.UpdateFile(ctx, f.ID, client.FilePatch{Restore: true})
		if err != nil {
			return err
		}
		return term.answer(back, "%s is back in %s.", back.Name, back.Path)
	})
}

type filePurge struct {
	trashedFile
	Confirm string `required:"" placeholder:"NAME" help:"The name of the file, so that nothing is deleted by a slip of the hand."`
}

// Run deletes a file for good.
func (c filePurge) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		f, err := cl.FindTrash(ctx, c.File)
		if err != nil {
			return err
		}
		if f.Name != c.Confirm {
			return writ.Invalid("writ.file", "confirm", "The file is called %q, not %q. Nothing was deleted.", f.Name, c.Confirm)
		}
		if err := cl.PurgeFile(ctx, f.ID); err != nil {
			return err
		}
		return term.answer(f, "%s is deleted for good.", f.Name)
	})
}
