# One image of both programs: it runs aranya, the server, and has arhat, the agent, beside it.
#   docker build --tag aranya:0.1.0 .
# hack/verify-image.sh runs the steps of `build` without docker, and what comes of them.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
COPY tsconfig.json tsconfig.build.json ./
COPY hack hack/
COPY cli cli/
COPY proto proto/
COPY apiserver apiserver/
COPY agent agent/
RUN hack/build.sh
RUN npm prune --no-save --omit=dev --ignore-scripts --loglevel=error
RUN hack/image-root.sh /src /image

# What programs need of Debian and of Node.js. Copied as a whole, so that what is removed takes no room.
FROM node:24.21.0-bookworm-slim AS runtime
RUN rm -rf /opt/yarn* /usr/local/include /usr/local/share /usr/local/lib/node_modules /usr/local/CHANGELOG.md \
  /usr/local/LICENSE /usr/local/README.md /home/node /tmp/* \
  && find /usr/local/bin -mindepth 1 ! -name node -delete

FROM scratch
COPY --from=runtime / /
COPY --from=build /image/ /
COPY --from=build --chown=10001:10001 /image/var/lib/ /var/lib/
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin NODE_ENV=production HOME=/var/lib/aranya
# By number, for Kubernetes to see that it is not root.
USER 10001:10001
WORKDIR /var/lib/aranya
EXPOSE 6443 6444
ENTRYPOINT ["aranya"]
CMD ["--help"]
