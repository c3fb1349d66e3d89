# The program and what it needs to run, as an ordinary user. Build: ./dev image, or docker build .
ARG BUILDER=docker.io/library/rust:1.95-bookworm
ARG RUNTIME=docker.io/library/debian:bookworm-slim

FROM ${BUILDER} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev libpq-dev pkg-config ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# What is downloaded and compiled stays in the builder's cache, so a change compiles this crate alone.
RUN --mount=type=cache,id=etjanster-registry,target=/usr/local/cargo/registry \
    --mount=type=cache,id=etjanster-target,target=/src/target \
    cargo build --release --locked && install -s target/release/etjanster /usr/local/bin/etjanster

FROM ${RUNTIME}
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpq5 ca-certificates \
 && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/*
COPY --from=build /usr/local/bin/etjanster /usr/local/bin/etjanster
USER 65532:65532
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["etjanster", "healthcheck"]
ENTRYPOINT ["etjanster"]
CMD ["serve"]
