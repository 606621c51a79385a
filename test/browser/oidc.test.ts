/** Signing in at an identity provider, as a browser goes there and comes back from another site. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { addPerson } from '../../src/people/index.ts'
import { openProvider } from '../../src/platform/oidc.ts'
import { barriers, type House, noBrowser, openBrowser } from '../browser.ts'
import { startProvider, type TestProvider } from '../provider.ts'

/** A provider knows beforehand where people come back to. */
const freePort = async (): Promise<number> => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  taken.close()
  await once(taken, 'close')
  return port
}

let house: House
let there: TestProvider
/** Another site than the provider's, which is 127.0.0.1. */
let here: string
before(async () => {
  if (noBrowser) return
  there = await startProvider()
  const port = await freePort()
  here = `http://localhost:${port}`
  const client = { issuer: there.issuer, name: 'Example', ...there.client }
  house = await openBrowser({ port, provider: openProvider(client, `${here}/api/oidc/callback`) })
})
after(async () => {
  await house?.close()
  await there?.close()
})

const options = { skip: noBrowser }

/** Goes to the provider, where somebody agrees by a link, and comes back. */
const through = async (email: string) => {
  there.vouch({ sub: email, email, email_verified: true })
  const { page, faults } = await house.open(`${here}/sign-in`)
  await page.getByRole('link', { name: 'Continue with Example' }).click()
  await page.getByRole('link', { name: 'Agree' }).click()
  return { page, faults }
}

test('who the provider vouches for comes back signed in', options, async () => {
  await house.team.app.act({ actor: 'system:test' }, ctx =>
    addPerson(ctx, { name: 'Ada Berg', email: 'ada@example.org', administrator: false }),
  )
  const { page, faults } = await through('ada@example.org')
  await page.waitForURL(url => url.pathname === '/')
  await page.goto(`${here}/account`)
  await page.locator('.account-head', { hasText: 'ada@example.org' }).waitFor()
  assert.deepEqual(faults, [])
})

test('who is not known here is told so, and may try another way', options, async () => {
  const { page, faults } = await through('stranger@example.org')
  await page.waitForURL(url => url.pathname === '/sign-in')
  await page.getByRole('alert').waitFor()
  assert.deepEqual(await barriers(page), [])
  assert.deepEqual(faults, [])
})
