# The whole service in one image: `docker run -p 8080:8080 -v hocvuso:/data hocvuso`.
# Runs as a plain user; with `--read-only --tmpfs /tmp` only /data is written.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE webhook.py ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY bot bot
COPY cards cards
COPY channels channels
COPY handlers handlers
COPY lessons lessons
COPY reports reports
COPY service service
COPY speech speech
COPY storage storage
COPY town town
COPY worker worker
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
# What reads steps aloud; without them the service runs as well and does not offer it. Debian's newest, for its
# security updates.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends espeak-ng ffmpeg && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home hocvuso && install -d -o 10001 -g 10001 /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOCVUSO_HOST=0.0.0.0 HOCVUSO_DATABASE_URL=sqlite:////data/hocvuso.db
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/readyz', timeout=4)"]
# The exec form, so that SIGTERM reaches the service and it can finish what it is sending.
CMD ["hocvuso", "serve"]
