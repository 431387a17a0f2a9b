package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access/scenario"
)

// accessCommand is about who may do what.
type accessCommand struct {
	Test accessTest `cmd:"" help:"Test permissions written down as scenarios, without a server."`
}

type accessTest struct {
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
func (c accessTest) Run(_ context.Context, term *terminal) error {
	answer := tested{Differences: []differenceIn{}}
	for _, name := range c.Files {
		all, err := readScenarios(term, name)
		if err != nil {
			return usageError{err}
		}
		for _, s := range all {
			answer.Scenarios++
			answer.Expected += len(s.Checks) + len(s.Levels)
			for _, d := range s.Test() {
				answer.Differences = append(answer.Differences, differenceIn{name, d})
			}
		}
	}
	return term.tested(answer)
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

func readScenarios(term *terminal, name string) (all []scenario.Scenario, err error) {
	var in io.Reader = term.in
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
		if s.Setup == nil {
			return nil, fmt.Errorf("%s, line %d: there is no setup", name, s.Line)
		}
	}
	return all, err
}
