"""Compile driver for the NonStop C dialect.

dialect.py    source text -> text that gcc takes, line by line (no I/O)
headers.py    what a Guardian header name means
stage.py      translated copies of the sources and of the user's headers
toolchain.py  compilers and flags of both ABIs, in one place
runtime.py    where libguardian and its headers are, built when only the sources are there
driver.py     one compilation from start to end, and the cache of compiled programs

Needs the standard library and ``guardian_emu.errors`` only, because setup.py builds libguardian with it.
"""
