"""Frame and message layouts, one table for C and Python. Imports nothing of ours."""
