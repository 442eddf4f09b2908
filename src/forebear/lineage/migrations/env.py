"""What Alembic runs: the steps, on the connection that the caller holds."""

from alembic import context

from forebear.lineage.schema import metadata

connection = context.config.attributes["connection"]
# SQLite changes tables by making them anew ("batch").
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
