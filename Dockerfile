# Wheels are checked against the lock file here; the image itself installs from them alone.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements.lock .
RUN pip wheel --no-cache-dir --no-deps --only-binary :all: --require-hashes -r requirements.lock -w /wheels
COPY . .
RUN pip install --no-index --find-links /wheels --upgrade setuptools \
 && pip wheel --no-index --no-deps --no-build-isolation -w /wheels .

FROM python:3.11-slim-bookworm
# Only what our own wheel asks for goes in: the test packages stay in the build stage.
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels skills-passport \
 && useradd --system --uid 10001 --create-home --home-dir /data passport
# By its number: Kubernetes does not take a name's word for it that this is not root.
USER 10001
WORKDIR /data
VOLUME /data
ENV PASSPORT_DATA_DIR=/data PASSPORT_HOST=0.0.0.0 PASSPORT_PORT=8000 PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PASSPORT_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["skills-passport"]
CMD ["serve"]
