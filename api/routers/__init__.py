"""REST routes, thin: HTTP in, a call to the library, a model out."""
