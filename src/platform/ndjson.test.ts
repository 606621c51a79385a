import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { linesOf } from './ndjson.ts'

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

/** All lines as `[number, text or code]`. */
const read = async (source: AsyncIterable<Uint8Array>, limit_bytes?: number): Promise<[number, string][]> => {
  const lines: [number, string][] = []
  for await (const line of linesOf(source, limit_bytes)) {
    lines.push([line.number, 'bytes' in line ? line.bytes.toString() : line.refusal.code])
  }
  return lines
}

const cases: [name: string, text: string, lines: [number, string][]][] = [
  ['nothing', '', []],
  [
    'no newline at the end',
    '{"a":1}\n{"a":2}',
    [
      [1, '{"a":1}'],
      [2, '{"a":2}'],
    ],
  ],
  [
    'newline at the end',
    'a\nb\n',
    [
      [1, 'a'],
      [2, 'b'],
    ],
  ],
  [
    'CRLF',
    'a\r\nb\r\n',
    [
      [1, 'a'],
      [2, 'b'],
    ],
  ],
  [
    'CR within a line stays',
    'a\rb\nc\r',
    [
      [1, 'a\rb'],
      [2, 'c'],
    ],
  ],
  [
    'blank lines keep the count',
    '\n\n a\n \t \n\r\nb\n\n',
    [
      [3, ' a'],
      [6, 'b'],
    ],
  ],
  [
    'byte order mark',
    '\ufeffa\n\ufeffb',
    [
      [1, 'a'],
      [2, '\ufeffb'],
    ],
  ],
  ['byte order mark alone', '\ufeff\na', [[2, 'a']]],
  [
    'as long as allowed',
    '12345678\n12345678',
    [
      [1, '12345678'],
      [2, '12345678'],
    ],
  ],
  [
    'too long',
    '123456789\nok\n1234567890123\n\nok',
    [
      [1, 'TOO_LARGE'],
      [2, 'ok'],
      [3, 'TOO_LARGE'],
      [5, 'ok'],
    ],
  ],
  [
    'too long at the end',
    'ok\n1234567890',
    [
      [1, 'ok'],
      [2, 'TOO_LARGE'],
    ],
  ],
  [
    'characters of several bytes',
    'é€😀\né',
    [
      [1, 'TOO_LARGE'],
      [2, 'é'],
    ],
  ],
]

for (const [name, text, lines] of cases) {
  test(`lines: ${name}`, async () => {
    for (const size of [1, 2, 3, 7, 1000]) {
      assert.deepEqual(await read(chunksOf(Buffer.from(text), size), 8), lines, `chunks of ${size}`)
    }
  })
}

test('property: however the stream is cut, the lines are the same', async () => {
  const text = fc
    .array(fc.constantFrom('a', '{"b":1}', '\n', '\r\n', ' ', 'é', '0123456789'))
    .map(parts => parts.join(''))
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 20 }), async (text, size) => {
      const bytes = Buffer.from(text)
      const expected = text
        .split('\n')
        .map((line, index): [number, string] => [index + 1, Buffer.byteLength(line) > 12 ? 'TOO_LARGE' : line])
        .map(([number, line]): [number, string] => [number, line.replace(/\r$/, '')])
        .filter(([, line]) => line.trim() !== '')
      assert.deepEqual(await read(chunksOf(bytes, size), 12), expected)
    }),
  )
})

test('lines stay as they were read when later ones arrive', async () => {
  const kept: Buffer[] = []
  for await (const line of linesOf(chunksOf(Buffer.from('aaaa\nbbbb\ncccc\n'), 3))) {
    if ('bytes' in line) kept.push(line.bytes)
  }
  assert.deepEqual(kept.map(String), ['aaaa', 'bbbb', 'cccc'])
})

test('a line of 500 MB takes the memory of one chunk', async () => {
  const chunk = Buffer.alloc(1 << 20, 'x')
  let most_bytes = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (let sent = 0; sent < 500; sent++) {
      most_bytes = Math.max(most_bytes, process.memoryUsage().arrayBuffers)
      yield chunk
    }
    yield Buffer.from('\n{"a":1}\n')
  }
  const before = process.memoryUsage().arrayBuffers
  assert.deepEqual(await read(endless()), [
    [1, 'TOO_LARGE'],
    [2, '{"a":1}'],
  ])
  assert.ok(most_bytes - before < 10e6, `${most_bytes - before} bytes`)
})
