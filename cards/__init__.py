"""Schematic pictures of phone screens, drawn from what a lesson says of them (`@man_hinh`)."""
