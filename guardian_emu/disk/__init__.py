"""The disk process behind a volume. So far: the file system of one mirror half, in which no message goes in or out.

half          a mirror half: state, generation, applying operations, being copied
volume        what each operation does; openings, locks, saved, catalog, transfers, modes are its parts
operations    requests as values; reply: what comes of them; position: where an open stands, which travels with them
attributes    what a file is made with; items: how programs say and ask it; information: what can be asked
organisation  what a type of file does: unstructured, relative, entrysequenced, edit, keysequenced
paths         access by primary and alternate keys; alternate: their entries
files         labels and space; store: the database; revive: copying a half; states: which half is the newer
names         names and patterns; security: who may; errors: Guardian's numbers
"""
