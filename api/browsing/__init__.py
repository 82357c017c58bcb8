"""Pages to leaf through: what there is of each kind, and a page for each thing."""
