"""What lets others find, take and follow the data as a whole: catalogue, dumps, feeds."""
