// A program as `command.ts` runs it. Its model answers by the length of the text; MODE makes it misbehave.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [task, ...pairs] = process.argv.slice(2)
const given = Object.fromEntries(pairs.flatMap((name, i) => (i % 2 ? [] : [[name.slice(2), pairs[i + 1]]])))
const rows = readFileSync(given.data, 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line))

const answer = (labels, mode) => (row, i) => {
  const label = labels[row.text.length % labels.length]
  const scores = Object.fromEntries(labels.map(name => [name, name === label ? 0.5 : 0.5 / (labels.length - 1)]))
  if (i > 0 && mode === 'few') return ''
  if (mode === 'broken') return '{"label":\n'
  if (mode === 'stranger') return '{"label":"stranger","scores":{}}\n'
  if (mode === 'unscored') return `${JSON.stringify({ label, scores: {} })}\n`
  if (mode === 'loud') scores[label] = 1.5
  return `${JSON.stringify({ label, scores })}\n`
}

const mode = process.env.MODE
if (mode === 'slow') {
  spawn('sleep', ['60'], { stdio: 'inherit' })
  await new Promise(resolve => setTimeout(resolve, 60_000))
}
if (mode === 'fail') {
  process.stderr.write(`beginning${'.'.repeat(100_000)}no memory left`)
  process.exitCode = 3
} else if (task === 'train') {
  const { ERRATA_SEED: seed, ERRATA_LABELS: path } = process.env
  mkdirSync(join(given.model, 'deep'))
  writeFileSync(join(given.model, 'deep', 'seen.json'), JSON.stringify({ environment: Object.keys(process.env), rows }))
  writeFileSync(join(given.model, 'model.json'), JSON.stringify({ seed, labels: JSON.parse(readFileSync(path)) }))
} else if (mode !== 'silent') {
  const { labels } = JSON.parse(readFileSync(join(given.model, 'model.json')))
  writeFileSync(given.out, rows.map(answer(labels, mode)).join(''))
}
