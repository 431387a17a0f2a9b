package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access/scenario"
)

// accessCommand is about who may do what.
type accessCommand struct {
	Test accessTest `cmd:"" help:"Test permissions written down as scenarios, without a server or against a live organization."`
}

type accessTest struct {
	server
	Live  bool     `help:"Also take scenarios without a setup: they are about the organization of the server, and for Admins."`
	Files []string `arg:"" name:"file" sep:"none" help:"Files of scenarios, one JSON object on each line; - is standard input."`
}

// Help teaches the command.
func (accessTest) Help() string {
	return `A scenario is an organization and what its members must and must not be able to do:
  {"setup": {"users": {"ann": "member", "bob": "member"}, "folders": {"Plan": null},
    "docs": {"Budget": {"kind": "workbook", "folder": "Plan", "owner": "ann"}},
    "grants": [["user:bob", "folder:Plan", "view"]]},
   "who": "bob", "action": "doc.edit", "object": "Budget", "allowed": false}
on one line. Each difference is printed with its reason. docs/permissions.md has the whole format.
With --live, a line without a setup asks the server of writ login, or of WRIT_URL:
  {"who": "bob@example.com", "action": "doc.edit", "object": "Plan/Budget", "allowed": false}
Exit status: 0 all as expected, 1 something differs, 2 a file cannot be read.`
}

// tested is the answer of the command.
type tested struct {
	Scenarios   int            `json:"scenarios"`
	Expected    int            `json:"expectations"`
	Differences []differenceIn `json:"differences"`
}

type differenceIn struct {
	File string `json:"file"`
	scenario.Difference
}

// Run tests all files and then says what differs.
func (c accessTest) Run(ctx context.Context, term *terminal) error {
	answer := tested{Differences: []differenceIn{}}
	var live *liveOrganization
	if c.Live {
		var err error
		if live, err = openLive(ctx, c.server); err != nil {
			return err
		}
		defer live.close()
	}
	for _, name := range c.Files {
		all, err := c.read(term, name)
		if err != nil {
			return usageError{err}
		}
		for i := range all {
			s := &all[i]
			answer.Scenarios++
			answer.Expected += len(s.Checks) + len(s.Levels)
			var differences []scenario.Difference
			if s.Setup != nil {
				differences = s.Test()
			} else if differences, err = live.test(ctx, s); err != nil {
				return unasked(name, s, err)
			}
			for _, d := range differences {
				answer.Differences = append(answer.Differences, differenceIn{name, d})
			}
		}
	}
	return term.tested(answer)
}

// unasked is the error of a scenario that the server could not be asked: what it
// names is not there, or the server failed.
func unasked(name string, s *scenario.Scenario, err error) error {
	switch writ.CodeOf(err) {
	case writ.CodeNotFound, writ.CodeInvalid, writ.CodeConflict:
		return usageError{fmt.Errorf("%s, line %d: %s", name, s.Line, problemOf(err).Message)}
	}
	return err
}

// tested prints what came of a test, and fails if anything differs.
func (t *terminal) tested(answer tested) error {
	if !t.json {
		for _, d := range answer.Differences {
			if err := t.print("%s:%d: %s", d.File, d.Line, d.String()); err != nil {
				return err
			}
		}
	}
	if err := t.answer(answer, "%s with %s: %s", countOf(int64(answer.Scenarios), "scenario", "scenarios"),
		countOf(int64(answer.Expected), "expectation", "expectations"), countOf(int64(len(answer.Differences)), "difference", "differences")); err != nil {
		return err
	}
	if len(answer.Differences) > 0 {
		return writ.Errorf(writ.CodeRejected, "writ.accessTest", "Not everything is as expected.")
	}
	return nil
}

// read reads one file of scenarios.
func (c accessTest) read(term *terminal, name string) (all []scenario.Scenario, err error) {
	in := term.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	all, err = scenario.Read(name, in)
	var told *writ.Error
	if errors.As(err, &told) {
		return nil, errors.New(told.Message)
	}
	for _, s := range all {
		switch {
		case s.Setup == nil && !c.Live:
			return nil, fmt.Errorf("%s, line %d: there is no setup; --live asks the organization of a server", name, s.Line)
		case s.Setup == nil && len(s.Levels) > 0:
			return nil, fmt.Errorf("%s, line %d: effective_levels need a setup", name, s.Line)
		}
	}
	return all, err
}
