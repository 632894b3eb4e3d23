"""What Alembic runs for every upgrade: the steps, on the connection and in the transaction given to it."""

from alembic import context

_given = context.config.attributes

context.configure(
    connection=_given["connection"], version_table=_given["version_table"], transactional_ddl=True
)
context.run_migrations()
