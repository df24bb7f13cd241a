"""What Alembic runs for every one of its commands; the connection is the caller's, and so is its transaction."""

from alembic import context

from pileus.manager.model.migrations.kinds import other_type, render
from pileus.manager.model.rows import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,  # SQLite changes most columns by copying the table
    render_item=render,
    compare_type=other_type,
)
context.run_migrations()
