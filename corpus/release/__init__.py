"""A release: the whole library at one generation, as files that others download and cite."""
