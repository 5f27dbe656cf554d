/* <errno.h> of the C library with the numbers of NonStop systems: names are 4001 and up, and the error of a Guardian
 * file is its file-system error number (c-runtime section 11.3). Without __TANDEM it is the C library's own.
 */
#ifndef GUARDIAN_ERRNO_H
#define GUARDIAN_ERRNO_H

#include_next <errno.h>

#ifdef __TANDEM

#ifdef __cplusplus
extern "C" {
#endif

int *guardian_errno(void);

#ifdef __cplusplus
}
#endif

#undef errno
#define errno (*guardian_errno())

#undef EPERM
#define EPERM 4001
#undef ENOENT
#define ENOENT 4002
#undef ESRCH
#define ESRCH 4003
#undef EINTR
#define EINTR 4004
#undef EIO
#define EIO 4005
#undef ENXIO
#define ENXIO 4006
#undef E2BIG
#define E2BIG 4007
#undef ENOEXEC
#define ENOEXEC 4008
#undef EBADF
#define EBADF 4009
#undef ECHILD
#define ECHILD 4010
#undef EAGAIN
#define EAGAIN 4011
#undef ENOMEM
#define ENOMEM 4012
#undef EACCES
#define EACCES 4013
#undef EFAULT
#define EFAULT 4014
#undef EBUSY
#define EBUSY 4016
#undef EEXIST
#define EEXIST 4017
#undef EXDEV
#define EXDEV 4018
#undef ENODEV
#define ENODEV 4019
#undef ENOTDIR
#define ENOTDIR 4020
#undef EISDIR
#define EISDIR 4021
#undef EINVAL
#define EINVAL 4022
#undef ENFILE
#define ENFILE 4023
#undef EMFILE
#define EMFILE 4024
#undef ENOTTY
#define ENOTTY 4025
#undef ETXTBSY
#define ETXTBSY 4026
#undef EFBIG
#define EFBIG 4027
#undef ENOSPC
#define ENOSPC 4028
#undef ESPIPE
#define ESPIPE 4029
#undef EROFS
#define EROFS 4030
#undef EMLINK
#define EMLINK 4031
#undef EPIPE
#define EPIPE 4032
#undef EDOM
#define EDOM 4033
#undef ERANGE
#define ERANGE 4034
#undef ENOMSG
#define ENOMSG 4035
#undef EIDRM
#define EIDRM 4036
#undef EDEADLK
#define EDEADLK 4045
#undef ENOLCK
#define ENOLCK 4046
#undef ENODATA
#define ENODATA 4061
#undef ENOSYS
#define ENOSYS 4099
#undef EINPROGRESS
#define EINPROGRESS 4102
#undef EALREADY
#define EALREADY 4103
#undef ENOTSOCK
#define ENOTSOCK 4104
#undef EDESTADDRREQ
#define EDESTADDRREQ 4105
#undef EMSGSIZE
#define EMSGSIZE 4106
#undef EPROTOTYPE
#define EPROTOTYPE 4107
#undef ENOPROTOOPT
#define ENOPROTOOPT 4108
#undef EPROTONOSUPPORT
#define EPROTONOSUPPORT 4109
#undef ESOCKTNOSUPPORT
#define ESOCKTNOSUPPORT 4110
#undef EOPNOTSUPP
#define EOPNOTSUPP 4111
#undef EPFNOSUPPORT
#define EPFNOSUPPORT 4112
#undef EAFNOSUPPORT
#define EAFNOSUPPORT 4113
#undef EADDRINUSE
#define EADDRINUSE 4114
#undef EADDRNOTAVAIL
#define EADDRNOTAVAIL 4115
#undef ENETDOWN
#define ENETDOWN 4116
#undef ENETUNREACH
#define ENETUNREACH 4117
#undef ENETRESET
#define ENETRESET 4118
#undef ECONNABORTED
#define ECONNABORTED 4119
#undef ECONNRESET
#define ECONNRESET 4120
#undef ENOBUFS
#define ENOBUFS 4121
#undef EISCONN
#define EISCONN 4122
#undef ENOTCONN
#define ENOTCONN 4123
#undef ESHUTDOWN
#define ESHUTDOWN 4124
#undef ETIMEDOUT
#define ETIMEDOUT 4126
#undef ECONNREFUSED
#define ECONNREFUSED 4127
#undef EHOSTDOWN
#define EHOSTDOWN 4128
#undef EHOSTUNREACH
#define EHOSTUNREACH 4129
#undef ENAMETOOLONG
#define ENAMETOOLONG 4131
#undef ENOTEMPTY
#define ENOTEMPTY 4132
#undef ELOOP
#define ELOOP 4200
#undef EILSEQ
#define EILSEQ 4204
#undef EBADMSG
#define EBADMSG 4214
#undef ENOTBLK
#define ENOTBLK 4315
#undef ENOSTR
#define ENOSTR 4360
#undef ETIME
#define ETIME 4362
#undef ENOSR
#define ENOSR 4363
#undef ENOLINK
#define ENOLINK 4367
#undef EPROTO
#define EPROTO 4371
#undef EMULTIHOP
#define EMULTIHOP 4372
#undef EOVERFLOW
#define EOVERFLOW 4375
#undef EUSERS
#define EUSERS 4387
#undef ETOOMANYREFS
#define ETOOMANYREFS 4409
#undef ESTALE
#define ESTALE 4416
#undef EDQUOT
#define EDQUOT 4422
#undef ECANCELED
#define ECANCELED 4425
#undef EOWNERDEAD
#define EOWNERDEAD 4430
#undef ENOTRECOVERABLE
#define ENOTRECOVERABLE 4431
#undef EWOULDBLOCK
#define EWOULDBLOCK EAGAIN
#undef EDEADLOCK
#define EDEADLOCK EDEADLK
#undef ENOTSUP
#define ENOTSUP EOPNOTSUPP

/* What other systems do not have */
#define EBADDATA 4180
#define ENOREPLY 4181
#define EPARTIAL 4182
#define ESPIERR 4183
#define EVERSION 4184
#define EHAVEOOB 4195
#define EBADSYS 4196
#define EBADFILE 4197
#define EBADCF 4198
#define ENOIMEM 4199
#define EFSBAD 4201
#define ENOROOT 4202
#define EOSSNOTRUNNING 4203
#define ENOCRE 4205
#define ENOTOSS 4206
#define ENOCPU 4207
#define EUNKNOWN 4208
#define EISGUARDIAN 4209
#define ENONSTOP 4210
#define ECWDTOOLONG 4211
#define EDEFINEERR 4212
#define EHLDSEM 4213
#define EBIGDIR 4215
#define EGUARDIANOPEN 12
#define EFSERR 53
#define EFILEBAD 59
#define EWRONGID 60
#define EGUARDIANLOCKED 73

#endif

#endif
