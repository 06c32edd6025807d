"""One adapter per platform behind one small protocol. Knows platforms; knows no database and no lesson."""
