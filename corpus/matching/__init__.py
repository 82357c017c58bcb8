"""From a situation to who has done it: practices, partners, comparisons, likenesses."""
