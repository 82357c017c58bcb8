"""The search encoder learns the field: which practice answers a need, which words say a concept."""
