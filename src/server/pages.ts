/** The web part: what the build left in `dist/web`, read once and served from memory. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const FOLDER = join(import.meta.dirname, '../../dist/web')

/** Nothing inline, nothing from elsewhere, and no script made of text: `trusted-types 'none'` leaves no way to it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

type File = { type: string; body: Buffer; packed: Buffer | undefined; etag: string }

const read = (path: string): File => {
  const body = readFileSync(path)
  const packs = !path.endsWith('.woff2')
  return {
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    body,
    packed: packs ? brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }) : undefined,
    etag: `"${createHash('sha256').update(body).digest('base64url')}"`,
  }
}

const NOT_BUILT: File = {
  type: TYPES['.html'] as string,
  body: Buffer.from(
    '<!doctype html><html lang="en"><title>Errata</title><h1>Errata is running</h1>' +
      '<p>Its web part is not built: run npm run build.</p><p>The API is described at /api/openapi.json.</p></html>',
  ),
  packed: undefined,
  etag: '"not-built"',
}

const readAll = (): Map<string, File> => {
  const paths = existsSync(FOLDER) ? globSync('**/*', { cwd: FOLDER }) : []
  const files = paths.filter(path => statSync(join(FOLDER, path)).isFile())
  return new Map(files.map(path => [`/${path}`, read(join(FOLDER, path))]))
}

const send = (request: FastifyRequest, reply: FastifyReply, file: File) => {
  reply.header('etag', file.etag).header('vary', 'accept-encoding').type(file.type)
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  if (!file.packed || !/\bbr\b/.test(String(request.headers['accept-encoding']))) return reply.send(file.body)
  return reply.header('content-encoding', 'br').send(file.packed)
}

/** Serves the web part: its files by their names, and its one page at every address that the browser knows. */
export const servePages = (server: FastifyInstance) => {
  const files = readAll()
  const index = files.get('/index.html') ?? NOT_BUILT
  const page = (request: FastifyRequest, reply: FastifyReply) =>
    send(request, reply.header('content-security-policy', POLICY).header('cache-control', 'no-cache'), index)
  for (const path of ['/', '/sign-in', '/account', '/p/:project_id', '/p/:project_id/:page']) server.get(path, page)
  for (const [path, file] of files) {
    if (path === '/index.html') continue
    // Names of assets hold a digest of what is in them: they never change.
    const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
    server.get(path, (request, reply) => send(request, reply.header('cache-control', cache), file))
  }
}
