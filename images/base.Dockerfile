# What every CPU image stands on: an interpreter, the emulator of the `nonstop` ABI, and cffi for Guardian programs in
# Python. Any image with Python 3.11 or later on Debian serves: docker build --build-arg BASE=... -f base.Dockerfile .
ARG BASE=python:3.11-slim
FROM ${BASE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends qemu-user-static \
    && find /usr/bin -name 'qemu-*' ! -name qemu-ppc-static -delete \
    && rm -rf /var/lib/apt/lists/* \
    && python3 -m pip install --no-cache-dir --target /usr/lib/python3/dist-packages cffi \
    && install -d -o 65532 -g 65532 /guardian /run/guardian
ARG RECIPE=by-hand
LABEL io.guardian-emu.base=${RECIPE}
