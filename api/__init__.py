"""The doors: command line, REST, SPARQL and pages."""
