package inputtable

// Choices are the values of a column of another table, of which a value has to be
// one, in the canonical text of the type that they are wanted in.
type Choices struct {
	Of    string   // what they are values of, for people: the column "Code" of "Countries"
	First []string // some of them, for people
	set   map[string]bool
}

// NewChoices makes Choices of values, all different.
func NewChoices(of string, values []string) *Choices {
	c := &Choices{Of: of, First: values[:min(len(values), shownChoices)], set: make(map[string]bool, len(values))}
	for _, v := range values {
		c.set[v] = true
	}
	return c
}

// Has tells whether text is one of them.
func (c *Choices) Has(text string) bool { return c.set[text] }

// Len is how many there are.
func (c *Choices) Len() int { return len(c.set) }
