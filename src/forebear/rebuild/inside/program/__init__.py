"""The program that runs inside a recorded image: it loads one model and writes down the values it holds.

It is copied there as `forebear_inside` and must run wherever the model did: Python 3.6 and its standard
library are all it needs. What it writes is read by `compare/models/leaves.py`, which trusts none of it.
"""
