# A CPU: the kernel on our base. Nothing is fetched, so it builds without a network. `make images` and `up` fill the
# context. The bundle is the code that a CPU starts with, in one file.
ARG BASE=guardian-emu-base
FROM ${BASE}
USER 0:0
COPY root/ /
WORKDIR /opt/guardian-emu
ENV PYTHONPATH=/opt/guardian-emu:/usr/lib/python3/dist-packages
RUN ["python3", "-S", "guardian_emu/launch/bundle.py", "kernel.bundle"]
RUN ["python3", "-S", "-c", "import os; os.makedirs('/lines', exist_ok=True); os.chown('/lines', 65532, 65532)"]
USER 65532:65532
ENTRYPOINT ["python3", "-S", "/opt/guardian-emu/guardian_emu/launch/bundle.py"]
LABEL io.guardian-emu.image=cpu
