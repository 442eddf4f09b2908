"""`python -m forebear`: the same as the `forebear` command."""

from forebear.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
