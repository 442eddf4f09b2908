"""Many rebuilds as one: a selection of runs, rebuilt one after another or beside each other."""
