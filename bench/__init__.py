"""Speed and size of Prassi, printed as ratios against named alternatives in the same run."""
