"""How each shipped model is made: one file, one model; `explorer train NAME` runs the file of that name."""
