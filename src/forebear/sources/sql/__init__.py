"""Databases of other tools on a server: PostgreSQL, MySQL and MariaDB, which are only ever read."""
