#!/bin/sh
# Runs before the runner starts.
echo "proxy: ${HTTPS_PROXY:-none}"
