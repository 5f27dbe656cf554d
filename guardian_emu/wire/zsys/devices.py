"""What is told about devices. Bit-fields begin at the most significant bit on NonStop."""

from __future__ import annotations

from .member import Member, Structure, long, short


def _flags(*names: str) -> Member:
    return Member(" ".join(f"unsigned short {name}:1;" for name in names).removesuffix(";"), 2, ((0, 2),))


_PATH = (
    "struct { unsigned short z_configured:1; unsigned short z_inuse:1; short z_channel; short z_controller; "
    "short z_unit; short z_state; } z_pathinfo[4]"
)

STRUCTURES = (
    Structure(
        "logicaldeviceinfo",
        (
            long("z_ldev"),
            short("z_primarycpu"),
            short("z_primarypin"),
            short("z_backupcpu"),
            short("z_backuppin"),
            short("z_type"),
            short("z_subtype"),
            short("z_recordsize"),
            _flags("z_audited", "z_dynamicallyconfigured", "z_demountable", "z_hassubnames"),
        ),
    ),
    Structure(
        "physicaldeviceinfo",
        (
            short("z_status"),
            short("z_primary_subtype"),
            short("z_mirror_subtype"),
            _flags("z_has_physical_devices", "z_is_primary"),
            Member(_PATH, 40, tuple((2 * word, 2) for word in range(20))),
        ),
    ),
)
