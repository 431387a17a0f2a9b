package client

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
)

// FindFile returns the file of an id, of a urlId, or of a path such as
// "Plan/2026/Budget": the names from a workspace or from "My documents" down, or from
// what was shared with the member out of a folder that they may not see. Names may
// have slashes in them. CodeConflict if several files have the path.
func (c *Client) FindFile(ctx context.Context, name string) (*File, error) {
	const op = "client.FindFile"
	if !strings.Contains(name, "/") {
		f, err := c.File(ctx, writ.FileID(name))
		if err == nil || writ.CodeOf(err) != writ.CodeNotFound {
			return f, err
		}
	}
	found, err := c.walk(ctx, "", name)
	if err != nil {
		return nil, err
	}
	return one(op, name, found, "writ file list shows what there is.")
}

// FindTrash is FindFile for what is in the trash: by id, or by name alone.
func (c *Client) FindTrash(ctx context.Context, name string) (*File, error) {
	const op = "client.FindTrash"
	list, err := c.Trash(ctx)
	if err != nil {
		return nil, err
	}
	var found []File
	for _, f := range list {
		if string(f.ID) == name || f.URLID == name {
			return &f, nil
		}
		if f.Name == name {
			found = append(found, f)
		}
	}
	return one(op, name, found, "writ file list --trash shows what is there.")
}

// walk returns all files that a path leads to from a folder; "" is the top.
func (c *Client) walk(ctx context.Context, from writ.FileID, path string) (found []File, err error) {
	list, err := c.Files(ctx, FileFilter{Parent: from, Direct: true, Types: everyType(from)})
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		rest, ok := strings.CutPrefix(path, f.Name)
		switch {
		case ok && rest == "":
			found = append(found, f)
		case ok && strings.HasPrefix(rest, "/") && (f.Type == "folder" || f.Type == "workspace"):
			below, err := c.walk(ctx, f.ID, rest[1:])
			if err != nil {
				return nil, err
			}
			found = append(found, below...)
		}
	}
	return found, nil
}

// everyType asks for workspaces, too, which lie at the top alone.
func everyType(from writ.FileID) []string {
	if from == "" {
		return []string{"workspace", "folder", "workbook", "data-model", "dataset"}
	}
	return nil
}

func one(op, name string, found []File, hint string) (*File, error) {
	switch len(found) {
	case 0:
		return nil, writ.Errorf(writ.CodeNotFound, op, "There is no %q, or you may not see it.", name).WithHint("%s", hint)
	case 1:
		return &found[0], nil
	}
	ids := make([]string, len(found))
	for i, f := range found {
		ids[i] = string(f.ID)
	}
	return nil, writ.Errorf(writ.CodeConflict, op, "%d files are called %q.", len(found), name).
		WithHint("Use the id of one of them: %s.", strings.Join(ids, ", "))
}
