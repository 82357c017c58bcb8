"""The doors of the desk: accounts, what the public proposes, the pages of curators."""
