package app

import (
	"context"

	"github.com/writ-dev/writ"
)

// BootstrapOptions says what the first start gives a new installation.
// EmbeddedFile is the name of the embedded warehouse's file, Sample a CSV file
// named SampleName.
type BootstrapOptions struct {
	EmbeddedFile string
	Sample       []byte
	SampleName   string
}

// Bootstrap x
func (a *App) Bootstrap(ctx context.Context, opt BootstrapOptions) error {
	return writ.Errorf(writ.CodeInternal, "app.Bootstrap", "not yet")
}
