"""Which thing of the library a name from elsewhere means: candidates, scores, certainty."""
