import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { registeredAs } from './commands.ts'

let home: string

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'errata-commands-'))
})
after(() => rm(home, { recursive: true }))

test('without a file there is no program', async () => {
  await assert.rejects(() => registeredAs(home, 'bert'), /^Error: no program is registered as "bert" in learners.json$/)
})

const program = { argv: ['python3', 'bert.py'], limit_seconds: 60 }
const server = { url: 'http://10.0.0.7:8000', secret: `whsec_${'a'.repeat(32)}`, limit_seconds: 60 }

test('a program is found by its name, with its environment', async () => {
  const bert = { ...program, env: { CUDA_VISIBLE_DEVICES: '0' } }
  await writeFile(join(home, 'learners.json'), JSON.stringify({ bert }))
  assert.deepEqual(await registeredAs(home, 'bert'), { ...bert, answer_seconds: 5 })
})

test('a model server is found by its name; its address may be private', async () => {
  const bert = { ...server, answer_seconds: 0.5 }
  await writeFile(join(home, 'learners.json'), JSON.stringify({ bert }))
  assert.deepEqual(await registeredAs(home, 'bert'), bert)
})

for (const [title, text, message] of [
  ['text that is no JSON', '{', /^Error: learners.json is not JSON$/],
  ['no argument at all', { bert: { ...program, argv: [] } }, /^Error: learners.json: bert.argv/],
  [
    'a command line for a shell',
    { bert: { ...program, argv: 'python3 bert.py' } },
    /^Error: learners.json: bert.argv: /,
  ],
  ['no time limit', { bert: { argv: ['python3'] } }, /^Error: learners.json: bert.limit_seconds: /],
  ['a setting there is none of', { bert: { ...program, shell: true } }, /^Error: learners.json: bert: /],
  ['the name of the built-in learner', { linear: program }, /^Error: learners.json: linear: /],
  ['a short secret', { bert: { ...server, secret: 'whsec_abc' } }, /^Error: learners.json: bert.secret: "whsec_"/],
  ['an address of another sort', { bert: { ...server, url: 'file:///etc' } }, /^Error: learners.json: bert.url: /],
  ['a server that is a program too', { bert: { ...server, ...program } }, /^Error: learners.json: bert: /],
  ['a name that is a path', { '../bert': program }, /^Error: learners.json: ..\/bert: /],
] as const) {
  test(`a file with ${title} is refused as a whole`, async () => {
    await writeFile(join(home, 'learners.json'), typeof text === 'string' ? text : JSON.stringify(text))
    await assert.rejects(() => registeredAs(home, 'bert'), message)
  })
}
