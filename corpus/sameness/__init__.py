"""Finding what may be one under two names: practices told twice, bodies named twice."""
