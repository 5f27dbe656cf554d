"""Compile driver for the NonStop C dialect.

The source pass, without I/O:
  lexer         text as directives and tokens
  dialect       one file from NonStop C to what gcc takes: its directives, then its tokens
  inclusion     what an #include says
  sections      the parts of a file that an include asks for
  pragmas       what #pragma lines hold
  fieldalign    layouts of structures
  declarators   functions and their parameters as tokens
  extensible    functions some of whose arguments may be absent; aliases
  clashes       names that are the program's there and the C library's here
  edits         changes after which the compiler still names the user's lines and columns
  unit          what has been said so far in a compilation unit
  diagnostics   messages about the user's lines

The driver:
  headers       what a Guardian header name means
  procedures    what cextdecs declares
  stage         translated copies of the sources and of the user's headers
  options       the words of a compiler's command line
  toolchain     compilers and flags of both ABIs, in one place
  dependencies  rules for make
  runtime       where libguardian and its headers are, built when only the sources are there
  driver        one compilation from start to end, and the cache of compiled programs

Needs the standard library and ``guardian_emu.errors`` only, because setup.py builds libguardian with it.
"""
