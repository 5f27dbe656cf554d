"""What creators give and get: PROCESS_LAUNCH_ (``plaunch_parms``) and PROCESS_SPAWN_."""

from __future__ import annotations

from .member import Member, Structure, address, handle, long, nested, short, unsigned

_FILE_DESCRIPTOR = Structure(
    "fdentry", (long("z_fd"), long("z_dupfd"), address("z_name"), long("z_oflag"), long("z_mode"))
)

_SIGNALS = Structure("sigset", (Member("long long z_item64[2]", 16, ((0, 8), (8, 8))),))

_SPAWN = (
    _FILE_DESCRIPTOR,
    Structure(
        "fdinfo",
        (
            long("z_len"),
            long("z_timeout"),
            long("z_umask"),
            address("z_cwd"),
            long("z_fdcount"),
            nested(_FILE_DESCRIPTOR, "z_fdentry"),
        ),
    ),
    Structure(
        "inheritance",
        (short("z_flags"), short("z_filler"), long("z_pgroup"), long("z_sigmask"), long("z_sigdefault")),
    ),
    _SIGNALS,
    Structure(
        "inheritance_native",
        (
            short("z_flags"),
            short("z_filler"),
            long("z_pgroup"),
            nested(_SIGNALS, "z_sigmask"),
            nested(_SIGNALS, "z_sigdefault"),
        ),
    ),
)

STRUCTURES = (
    Structure(
        "plaunch_parms",
        (
            short("z_version"),
            short("z_length"),
            address("z_program_name"),
            long("z_program_name_len"),
            address("z_library_name"),
            long("z_library_name_len"),
            address("z_swapfile_name"),
            long("z_swapfile_name_len"),
            address("z_extswapfile_name"),
            long("z_extswapfile_name_len"),
            address("z_process_name"),
            long("z_process_name_len"),
            address("z_hometerm_name"),
            long("z_hometerm_name_len"),
            address("z_defines_name"),
            long("z_defines_name_len"),
            long("z_nowait_tag"),
            long("z_pfs_size"),
            long("z_mainstack_max"),
            long("z_heap_max"),
            long("z_space_guarantee"),
            long("z_create_options"),
            short("z_name_options"),
            short("z_debug_options"),
            short("z_priority"),
            short("z_cpu"),
            short("z_memory_pages"),
            short("z_jobid"),
        ),
        section="zsys_ddl_process_launch",
    ),
    *_SPAWN,
    Structure(
        "processextension",
        (
            long("z_len"),
            address("z_libraryname"),
            address("z_swapfilename"),
            address("z_extswapfilename"),
            short("z_priority"),
            short("z_cpu"),
            unsigned("z_nameoptions"),
            short("z_filler"),
            address("z_processname"),
            address("z_hometerm"),
            short("z_memorypages"),
            short("z_jobid"),
            unsigned("z_createoptions"),
            short("z_filler1"),
            address("z_defines"),
            unsigned("z_defineslen"),
            unsigned("z_debugoptions"),
            long("z_pfssize"),
            unsigned("z_ossoptions"),
            short("z_filler2"),
            long("z_mainstackmax"),
            long("z_heapmax"),
            long("z_spaceguarantee"),
        ),
    ),
    Structure(
        "processresults",
        (
            long("z_len"),
            handle("z_phandle"),
            long("z_pid"),
            long("z_errno"),
            short("z_tpcerror"),
            short("z_tpcdetail"),
        ),
    ),
)
