"""C prototypes of the Guardian procedures that the library has, a module for each group of the manual.

To a native NonStop compiler every parameter of an extensible procedure may be omitted (c-runtime section 4).
"""

from . import active, checkpointing, conversion, filenames, files, information, messages, processes, processors, timing

CEXTDECS = "".join(
    group.PROTOTYPES
    for group in (
        files,
        messages,
        information,
        filenames,
        processes,
        processors,
        timing,
        conversion,
        checkpointing,
    )
)
"""Everything that ``cextdecs.h`` declares."""

CRTLNS = active.PROTOTYPES
"""Everything that ``crtlns.h`` declares."""
