"""The graph on a SPARQL 1.1 server: one that others run, over HTTP (`docs/remote-graph.md`)."""
