"""Who is asking and how much they may: addresses and keys, pace, quotas, the layer that counts."""
