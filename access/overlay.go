package access

// overlay is what some grants would be.
type overlay struct {
	files map[ref]map[grantee]rank
}

// best is lens.best with the changes.
func (o *overlay) best(l *lens, f ref) rank {
	changed := o.files[f]
	var best rank
	for _, c := range l.w.files.at(f).cells {
		if _, ok := changed[c.to]; !ok && c.level > best && l.reaches(c.to) {
			best = c.level
		}
	}
	for to, level := range changed {
		if level > best && l.reaches(to) {
			best = level
		}
	}
	return best
}
