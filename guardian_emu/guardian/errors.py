"""Error numbers of the Guardian file system and their literals (errors.md section 2)."""

from __future__ import annotations

from guardian_emu.errors import EnvironmentProblem

_TABLE = """
    0:FEOK 1:FEEOF 2:FEINVALOP 3:FEPARTFAIL 4:FEKEYFAIL 5:FESEQFAIL 6:FESYSMESS 7:FENOSYSMESS 9:FEREADLOCKED
    10:FEDUP 11:FENOTFOUND 12:FEINUSE 13:FEBADNAME 14:FENOSUCHDEV 15:FEWRONGDEV 16:FENOTOPEN 17:FENOPRIMARY
    18:FENOSUCHSYS 19:FENOMOREDEVS 20:FENETVIOL 21:FEBADCOUNT 22:FEBOUNDSERR 23:FEBADADDR 24:FENOTPRIV 25:FEWAITFILE
    26:FENONEOUT 27:FEIOPEND 28:FETOOMANY 29:FEMISSPARM 30:FENOLCB 31:FENOBUFSPACE 32:FENOPOOLSPACE
    33:FENOIOBUFSPACE 34:FENOCBSPACE 35:FENOIOCBSPACE 36:FENOPHYSMEM 37:FENOIOPHYSMEM 38:FEWRONGTNS 39:FEOLDSYNC
    40:FETIMEDOUT 41:FEBADSYNC 42:FEUNALLOC 43:FENODISCSPACE 44:FEDIRFULL 45:FEFILEFULL 46:FEINVKEY 47:FEKEYSBAD
    48:FESECVIOL 49:FEACCVIOL 50:FEDIRERR 51:FEDIRBAD 52:FEDFSERR 53:FEFSERR 54:FEDFSIO 55:FEDIRIO 56:FEVLABIO
    57:FEDFSFULL 58:FEDFSBAD 59:FEFILEBAD 60:FEWRONGID 61:FEOPENSTOP 62:FEUNEXMOUNT 63:FEMOUNTEXP 64:FEMOUNTINPROG
    65:FESPECONLY 66:FEDEVDOWN 70:FECONTINUE 71:FEDUPREC 72:FEBADPART 73:FELOCKED 74:FEBADREPLY 75:FENOTRANSID
    76:FEENDEDTRANSID 78:FEINVTRANSID 79:FENOTRANSLOCK 80:FEAUDITINVALOP 81:FETRANSNOWAITOUT 82:FETMFNOTRUNNING
    83:FETOOMANYTRANSBEGINS 84:FETMFNOTCONFIGURED 85:FEDEVICEDOWNFORTMF 86:FEBEGINTRDISABLED 87:FEEXPECTEDREAD
    88:FEINVALIDSEQUENCE 89:FENODEVBUFSPACE 90:FETRANSABRTOWNERDIED 91:FETRANSABRTBADDBID 92:FETRANSABRTNETDOWN
    93:FETRANSABRTAUDOVFL 94:FETRANSABRTOPRCMD 95:FETRANSABRTDISCTKOVR 96:FETRANSABRTTIMEOUT 97:FEABORTEDTRANSID
    98:FENOMORETCBS 99:FETOOCHEAP 100:FENOTRDY 101:FENOWRTRING 102:FEPAPEROUT 103:FEPONNOTRDY 104:FENORESPONSE
    105:FEVFUERR 106:FEPRIORWRITEFAIL 110:FEBREAKONLY 111:FEBREAK 112:FEOPWRITEABORT 113:FEBADDEFUSE 119:FEERRTOOBIG
    120:FEDATAPARITY 121:FEOVERRUN 122:FEDATALOSS 123:FESUBBUSY 124:FELINERESET 140:FEMODEMERR 160:FEINVALIDSTATE
    161:FEBADSTATE 162:FERETRIESEXHAUSTED 190:FEDEVERR 191:FEDEVPON 192:FEDEVXERCISED 193:FENOMICROCODE
    194:FEOPRREJECT 195:FENOZSVR 196:FEBADTAPELABEL 197:FESQLERR 198:FEMISSDEF 199:FEOBIPROTECTED 200:FEOWNERSHIP
    201:FEPATHDOWN 210:FEOWNABORT 211:FECPUFAIL 230:FECPUPON 231:FEIOPON 232:FESMONERR 233:FESCERROR 240:FELHRETRY
    241:FENETRETRY 246:FEBYPASSFAIL 248:FELHFAIL 249:FENETFAIL 250:FENETDOWN 251:FENETPROTOCOLERROR
    252:FENOEXPANDCLASS 255:FELHTOOMANYUPS 541:FEINCOMPATIBLEVERSION 549:FENOBLOCKMODE 550:FEILLPOS 551:FEDUPALTKEY
    560:FEFATPIN 561:FEBADITEM 563:FEBUFTOOSMALL 564:FEBADOP 565:FEILLEGALREQUEST 566:FEILLEGALREPLY
    567:FETOSWRONGFORDEFINE 573:FELDEVPHANDLE 590:FEBADPARMVALUE 593:FEREQABANDONED 597:FEMISSITEM 599:FEWRONGIDALT
    632:FESHORTSTACK 633:FE_MEASURE_RUNNING 634:FEFATLDEV 635:FEUNITLOCK 637:FEUSEOLDWAY 638:FEQUEUEDSTOPMODE1
    639:FEQUEUEDSTOPMODE0 640:FE_DBG_NOWREQUIRED 899:FENOSWITCH
"""

NAMES: dict[int, str] = {int(number): name for number, name in (row.split(":") for row in _TABLE.split())}
"""Literals of the error numbers; programs may use others, from 300 to 511 as they like."""

NUMBERS: dict[str, int] = {name: number for number, name in NAMES.items()}
"""Error numbers by their literals: ``NUMBERS["FEPATHDOWN"]`` is 201."""

FIRST_ERROR = 10
"""From here on numbers are errors; 1 to 9 are warnings: the operation was done."""


def name_of(number: int) -> str:
    """The literal of an error number, or an empty string when it has none."""
    return NAMES.get(number, "")


class FileSystemError(Exception):
    """A Guardian procedure returned an error: a number from 10 on.

    ``number`` and ``name`` tell which, ``procedure`` who returned it. A reply with an error may carry data: ``data``.
    When AWAITIO completed something in error, ``filenum`` and ``tag`` say what.
    """

    def __init__(self, procedure: str, number: int, data: bytes = b"", filenum: int = -1, tag: int = 0) -> None:
        super().__init__(procedure, number, data, filenum, tag)
        self.procedure = procedure
        self.number = number
        self.name = name_of(number)
        self.data = data
        self.filenum = filenum
        self.tag = tag

    def __str__(self) -> str:
        return f"{self.procedure}: error {self.number}" + (f" ({self.name})" if self.name else "")


class ProcessCreationError(Exception):
    """A process was not created: ``error`` and ``detail`` as PROCESS_CREATE_ gives them (errors.md section 6).

    10 with detail 201: that processor is down.
    """

    def __init__(self, procedure: str, error: int, detail: int) -> None:
        super().__init__(procedure, error, detail)
        self.procedure = procedure
        self.error = error
        self.detail = detail

    @property
    def cpu_down(self) -> bool:
        """Whether the processor that was asked for is down or absent."""
        return self.error == 10

    def __str__(self) -> str:
        return f"{self.procedure}: creation error {self.error}, detail {self.detail}"


class NoKernelError(EnvironmentProblem):
    """A Guardian procedure was called in a process that no Guardian kernel started."""

    def __init__(self, procedure: str) -> None:
        super().__init__(
            "a Guardian procedure was called in a process that no Guardian kernel started",
            procedure,
            "the program was run from a shell; only a CPU of a node can give it a name, links and $RECEIVE",
            "start it in a node: guardian-emu run PROGRAM",
        )
        self.procedure = procedure

    def __reduce__(self) -> tuple[type[NoKernelError], tuple[str]]:
        return NoKernelError, (self.procedure,)
