"""Alembic migrations: the way from every released schema to the present one."""
