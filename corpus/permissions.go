package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

// permissionCase is a line of the files about permissions: an organization, and
// either one question or many with the matrix of levels.
type permissionCase struct {
	ID      string            `json:"id"`
	Note    string            `json:"note"`
	Setup   setup             `json:"setup"`
	Who     string            `json:"who"`
	Action  string            `json:"action"`
	Object  string            `json:"object"`
	Args    map[string]string `json:"args"`
	Allowed bool              `json:"allowed"`

	Levels map[string]map[string]string `json:"effective_levels"`
	Checks [][4]any                     `json:"checks"`
}

// setup is an organization as the files describe it.
type setup struct {
	Users       map[string]string   `json:"users"` // member or admin
	Teams       map[string][]string `json:"teams"`
	Folders     map[string]*string  `json:"folders"`
	FolderOwner map[string]string   `json:"folder_owner"`
	Docs        map[string]struct {
		Kind    string  `json:"kind"`
		Folder  *string `json:"folder"`
		Owner   string  `json:"owner"`
		Creator string  `json:"creator"`
	} `json:"docs"`
	Grants      [][3]string `json:"grants"`
	Deactivated []string    `json:"deactivated"`
}

// question is something that a member is to be able to do, or not.
type question struct {
	who, action, object string
	args                map[string]string
	allowed             bool
}

func (c *permissionCase) questions() []question {
	if c.Action != "" {
		return []question{{c.Who, c.Action, c.Object, c.Args, c.Allowed}}
	}
	var all []question
	for _, k := range c.Checks {
		who, _ := k[0].(string)
		action, _ := k[1].(string)
		object, _ := k[2].(string)
		allowed, _ := k[3].(bool)
		all = append(all, question{who: who, action: action, object: object, allowed: allowed})
	}
	return all
}

// permissionSuites are the files about permissions: every line is built through the
// API and asked by the members in question.
var permissionSuites = []struct{ name, file string }{
	{"permissions/seed004", "seed004_cases.jsonl"},
	{"permissions/random_worlds", "random_worlds.jsonl"},
}

// runPermissions runs the suites that are chosen.
func runPermissions(ctx context.Context, s *server, r *report, dir string, names []string) error {
	c := &cast{server: s, members: map[string]*actor{}}
	for _, p := range permissionSuites {
		if !chosen(names, p.name) {
			continue
		}
		cases, err := readLines[permissionCase](filepath.Join(dir, "permissions", p.file))
		if err != nil {
			return err
		}
		var results []result
		c.asked, c.byRoute, c.levels = 0, 0, 0
		for i := range cases {
			results = append(results, c.try(ctx, &cases[i]))
		}
		r.print(&suite{name: p.name, notes: c.notes}, results)
	}
	return nil
}

// try builds the organization of a case and asks everything.
func (c *cast) try(ctx context.Context, k *permissionCase) result {
	r, began := result{trial: &trial{id: k.ID, level: "must", checks: k.Note}}, time.Now()
	bound, stop := context.WithTimeoutCause(ctx, deadline, errSlow)
	defer stop()
	o, err := c.build(bound, &k.Setup, k.ID)
	if err == nil {
		r.problem, err = o.askAll(bound, k)
		if again := o.reactivate(bound); err == nil {
			err = again
		}
	}
	if err != nil {
		r.fault = err.Error()
	}
	r.took = time.Since(began)
	return r
}

// askAll asks every question and for every level, and returns the first answer that
// is not as it should be.
func (o *organization) askAll(ctx context.Context, k *permissionCase) (string, error) {
	for who, levels := range k.Levels {
		for doc, want := range levels {
			got, err := o.level(ctx, who, doc)
			if err != nil {
				return "", fmt.Errorf("the level of %s on %s: %w", who, doc, err)
			}
			if got != want {
				return fmt.Sprintf("the level of %s on %s is %s, not %s", who, doc, got, want), nil
			}
		}
	}
	for _, q := range k.questions() {
		got, err := o.ask(ctx, q)
		if err != nil {
			return "", fmt.Errorf("%s %s %s: %w", q.who, q.action, q.object, err)
		}
		if got != "" {
			return fmt.Sprintf("%s %s %s %v: %s", q.who, q.action, q.object, q.args, got), nil
		}
	}
	return "", nil
}
