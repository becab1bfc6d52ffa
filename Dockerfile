# duibiao in a container: built with the development tools, run without them, as a user who is not root.
# Not run where this was written (no container engine there); the same commands run in .ci/run.
FROM node:20-bookworm-slim AS build
WORKDIR /app
# `npm ci` compiles (prepare), so the sources come first.
COPY . .
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    DUIBIAO_DATA=/data \
    DUIBIAO_HOST=0.0.0.0 \
    DUIBIAO_PORT=8080
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/migrations ./migrations
COPY --from=build /app/library ./library
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 8080
# No npm in between: the process gets SIGTERM itself and ends its round in order.
ENTRYPOINT ["node", "--enable-source-maps", "dist/src/main.js"]
CMD ["run"]
