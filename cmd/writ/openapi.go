package main

import (
	"fmt"
	"os"

	"github.com/writ-dev/writ/api"
)

type openapiCommand struct{}

// Run prints the document.
func (openapiCommand) Run() error {
	doc, err := api.Document(version())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(os.Stdout, "%s\n", doc)
	return err
}
