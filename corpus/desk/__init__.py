"""The curators' desk: what people propose, who looks after it, and how it gets into the library."""
