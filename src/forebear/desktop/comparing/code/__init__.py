"""The parts of the code page: the files that differ, and the commits between the versions."""
