"""The pages of numbers: what the archive holds, where it is empty, money, years, quality."""
