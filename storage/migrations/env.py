"""Run by Alembic for every command; see this package's `config`."""

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",  # it cannot alter a table
    transactional_ddl=True,  # both databases can, and our transaction is already open
)
with context.begin_transaction():
    context.run_migrations()
