"""Which stretches of a document are practices, and of what kind each is."""
