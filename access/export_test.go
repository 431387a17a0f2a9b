package access

// WalkAlways makes lists walk along an order however few files there are, and
// orders consist of small blocks. It is for before there are orders.
func (w *World) WalkAlways() { w.few, w.block = -1, 4 }
