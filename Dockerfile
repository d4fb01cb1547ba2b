# syntax=docker/dockerfile:1
# Solvent, and the demo company that shows it working: `docker build .` and `docker build --target demo .`
# The database is an outside PostgreSQL (DATABASE_URL): the embedded one is left out of the image.
FROM node:24-bookworm-slim AS base
WORKDIR /app
ENV TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1

# What npm needs to know about every workspace: dependencies are installed again only when one of these changes.
FROM base AS manifests
COPY package.json package-lock.json .npmrc ./
COPY apps/api/package.json apps/api/
COPY apps/demo/package.json apps/demo/
COPY apps/web/package.json apps/web/
COPY packages/api-contract/package.json packages/api-contract/
COPY packages/domain/package.json packages/domain/
COPY packages/metric-sources/package.json packages/metric-sources/
COPY packages/notifiers/package.json packages/notifiers/
COPY packages/spec/package.json packages/spec/
COPY packages/testing/package.json packages/testing/

FROM manifests AS build
RUN npm ci --no-audit --no-fund
COPY . .
RUN npx turbo run build --filter=@solvent/api --filter=@solvent/web --filter=@solvent/demo

# What the bundles load at run time; the embedded database is an optional dependency.
FROM manifests AS dependencies
RUN npm ci --no-audit --no-fund --omit=dev --omit=optional

FROM base AS demo
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/apps/demo/dist apps/demo/dist
COPY apps/demo/package.json apps/demo/
COPY apps/demo/definitions apps/demo/definitions
RUN mkdir -p /var/lib/demo && chown node:node /var/lib/demo
USER node
VOLUME /var/lib/demo
EXPOSE 4610-4618
CMD ["node", "--enable-source-maps", "apps/demo/dist/company.js"]

FROM base AS solvent
# Reachable from outside the container; which names it answers to, and which private addresses it may ask, has to be said.
ENV NODE_ENV=production SOLVENT_HOST=0.0.0.0 SOLVENT_DATA_DIR=/var/lib/solvent
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/apps/api/dist apps/api/dist
COPY --from=build /app/apps/web/dist apps/web/dist
COPY apps/api/package.json apps/api/
COPY prisma/migrations prisma/migrations
RUN mkdir -p /var/lib/solvent && chown node:node /var/lib/solvent
USER node
VOLUME /var/lib/solvent
EXPOSE 4600
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4600/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "apps/api/dist/server.js"]
