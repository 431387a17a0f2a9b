package sample

import _ "embed"

// Name is the file name of the sample.
const Name = "chemical_elements.csv"

//go:embed chemical_elements.csv
var elements []byte

// CSV returns the sample as a CSV file with a header.
func CSV() []byte { return elements }
