# A CPU: the kernel on our base. No RUN, so it builds without a network. `make images` and `up` fill the context.
ARG BASE=guardian-emu-base
FROM ${BASE}
COPY root/ /
WORKDIR /opt/guardian-emu
ENV PYTHONPATH=/opt/guardian-emu:/usr/lib/python3/dist-packages
USER 65532:65532
ENTRYPOINT ["python3", "-S", "-m", "guardian_emu.launch.boot"]
LABEL io.guardian-emu.image=cpu
