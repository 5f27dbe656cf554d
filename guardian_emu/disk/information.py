"""What can be asked of a file: the items of FILE_GETINFOLISTBYNAME_, and of FILE_GETINFOLIST_ for an open."""

from __future__ import annotations

from .attributes import PAGE, Attributes, FileType
from .files import BROKEN as BROKEN_FLAG
from .files import CORRUPT, CRASH_OPEN, Counters, File
from .items import Item, Value, alternate_descriptions
from .openings import Opening

_DISK, _SUBTYPE = 3, 0


def of_file(file: File, counters: Counters, is_open: bool) -> dict[int, Value]:
    """Every item that a file has; time stamps are those that were given with the operations."""
    return {
        **_of_volume(counters),
        **_of_attributes(file.attributes),
        **_of_contents(file),
        Item.FILEISOPEN: int(is_open),
        Item.CRASHOPEN: int(bool(file.flags & CRASH_OPEN)),
        Item.BROKEN: int(bool(file.flags & BROKEN_FLAG)),
        Item.CORRUPT: int(bool(file.flags & CORRUPT)),
    }


def of_open(opening: Opening, file: File, counters: Counters, is_open: bool = True) -> dict[int, Value]:
    """Every item of a file that is open, with those of the open."""
    name = file.name.on(counters.name).encode()
    return {
        **of_file(file, counters, is_open),
        Item.FILENAMELEN: len(name),
        Item.FILENAME: name,
        Item.CURRFILENAMELEN: len(name),
        Item.CURRFILENAME: name,
        Item.OPENACCESSMODE: opening.access,
        Item.OPENEXCLUSMODE: opening.exclusion,
        Item.OPENSYNCDEPTH: opening.depth,
        Item.OPENOPTS: opening.options,
    }


def _of_volume(counters: Counters) -> dict[int, Value]:
    return {
        Item.DEVICETYPE: _DISK,
        Item.DEVICESUBTYPE: _SUBTYPE,
        Item.DEMOUNTABLEDISK: 0,
        Item.AUDITEDDISK: 0,
        Item.SQLTYPE: 0,
        Item.OSSFILE: 0,
        Item.VOLCAPACITY: counters.capacity // PAGE,
        Item.VOLFREESPACE: (counters.capacity - counters.used) // PAGE,
    }


def _of_contents(file: File) -> dict[int, Value]:
    attributes = file.attributes
    ends = (Item.AGGRENDOFFILE, Item.AGGRENDOFFILE64, Item.PRTNENDOFFILE, Item.PRTNENDOFFILE64)
    sizes = (Item.AGGRMAXIMUMSIZE, Item.AGGRMAXSIZE64, Item.PRTNMAXIMUMSIZE, Item.PRTNMAXSIZE64)
    return {
        **dict.fromkeys(ends, file.eof),
        **dict.fromkeys(sizes, attributes.maximum_size),
        Item.ALLOCATEDEXTENTS: file.extents,
        Item.LASTOPENDATE: file.opened,
        Item.AGGRMODIFY: file.modified,
        Item.PRTNMODIFY: file.modified,
        Item.INDEXLEVELS: int(attributes.type == FileType.KEY_SEQUENCED and file.eof > attributes.block_length),
    }


def _of_attributes(attributes: Attributes) -> dict[int, Value]:
    names = "".join(attributes.alternate_files).encode()
    lengths = b"".join(len(name).to_bytes(2, "big") for name in attributes.alternate_files)
    structured = attributes.type != FileType.UNSTRUCTURED
    return {
        Item.PHYSICALRECLEN: attributes.record_length if structured else attributes.block_length,
        Item.FILETYPE: attributes.type,
        Item.FILECODE: attributes.code,
        Item.LOGICALRECLEN: attributes.record_length if structured else 0,
        Item.RECORDLEN32: attributes.record_length if structured else 0,
        Item.BLOCKLEN: attributes.block_length,
        Item.BLOCKLEN32: attributes.block_length,
        Item.KEYOFFSET: attributes.key_offset,
        Item.KEYOFFSET32: attributes.key_offset,
        Item.KEYLEN: attributes.key_length,
        Item.LOCKKEYLEN: attributes.key_length,
        Item.PRIMEXTENTSIZE: attributes.primary_extent,
        Item.PRIMEXTENT32: attributes.primary_extent,
        Item.SECNDEXTENTSIZE: attributes.secondary_extent,
        Item.SCNDEXTENT32: attributes.secondary_extent,
        Item.MAXIMUMEXTENTS: attributes.maximum_extents,
        Item.CREATIONDATE: attributes.created,
        Item.EXPIRATIONDATE: attributes.expiration,
        Item.FILEOWNER: attributes.owner,
        Item.SAFEGUARDSECUR: 0,
        Item.PROGIDSECURITY: int(attributes.progid),
        Item.CLEARONPURGE: int(attributes.clear_on_purge),
        Item.GUARDIANSECURITY: bytes(attributes.security),
        Item.LICENSED: int(attributes.licensed),
        Item.ODDUNSTRUCTURED: int(attributes.odd),
        Item.AUDIT: int(attributes.audited),
        Item.AUDITCOMPRESS: int(attributes.audit_compression),
        Item.DATACOMPRESS: int(attributes.data_compression),
        Item.INDEXCOMPRESS: int(attributes.index_compression),
        Item.REFRESH: int(attributes.refresh),
        Item.CREATEOPTS: _options(attributes),
        Item.WRITETHRU: int(attributes.write_through),
        Item.VERIFYWRITES: int(attributes.verify_writes),
        Item.SERIALWRITES: int(attributes.serial_writes),
        Item.ROLLFWDNEEDED: 0,
        Item.SECNDPRTN: 0,
        Item.NUMPRTNS: 0,
        Item.FILEFORMAT: 1,
        Item.NUMALTKEYS: len(attributes.alternate_keys),
        Item.ALTKEYDESC: alternate_descriptions(attributes.alternate_keys),
        Item.NUMALTKEYFILES: len(attributes.alternate_files),
        Item.ALTFILELEN: lengths,
        Item.ALTFILENAMES: names,
        Item.ALTTOTALNAMELEN: len(names),
    }


def _options(attributes: Attributes) -> int:
    bits = (
        attributes.odd,
        attributes.audited,
        attributes.audit_compression,
        attributes.data_compression,
        attributes.index_compression,
        attributes.refresh,
    )
    return sum(bit << place for place, bit in enumerate(bits))
