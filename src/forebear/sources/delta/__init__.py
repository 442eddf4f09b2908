"""Delta Lake: the versions of tables, from their logs."""
