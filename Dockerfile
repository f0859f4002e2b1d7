# Backprop Lab in a container: docs/DEPLOY.md says how to build and run it.
# The same Python and the same versions as the tests ran with.
FROM python:3.11-slim AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt requirements-dev.lock /tmp/
# The find and the uninstall take away what runs nowhere: the packages' own tests, and pip.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --only-binary=:all: -r /tmp/requirements.txt -c /tmp/requirements-dev.lock \
    && find /opt/venv/lib -type d -name tests -prune -exec rm -rf '{}' + \
    && /opt/venv/bin/python -m pip uninstall --yes setuptools pip

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OMP_NUM_THREADS=1 \
    OPENBLAS_NUM_THREADS=1 \
    PORT=8501 \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_HEADLESS=true
COPY --from=packages /opt/venv /opt/venv
COPY . /app
WORKDIR /app
# Any user will do, the random ones of OpenShift too: nothing is written.
USER 1000:0
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "deploy/health.py"]
CMD ["sh", "-c", "exec streamlit run app.py --server.port=\"$PORT\""]
