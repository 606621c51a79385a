/** Messages to an invented support team: those whose answer is known, and those a model has just answered. */

/** How people of this team write, by what they want; every ask is written in several contexts. */
const ASKS: Record<string, string[]> = {
  'Billing question': [
    'Why is there a fee of 3 euros on my last invoice?',
    'Could you explain what proration means on the bill?',
    'What is this charge on my statement?',
    'My invoice lists a plan that I do not recognise. What is it for?',
    'Does the price include tax?',
    'On which day of the month do you charge my card?',
    'I need the invoice with our new company address on it.',
    'Where can I download the receipts of last year?',
    'The bill is higher than last month. What changed?',
    'Can we pay by bank transfer and not by card?',
    'Which seats are we charged for at the moment?',
    'Is the discount already part of this invoice?',
  ],
  'Refund request': [
    'I would like a refund for this month.',
    'I paid for a year and used it for a day. Please refund the rest.',
    'The course never took place, so I ask you to reimburse me.',
    'Refund the deposit, please.',
    'I was promised a refund three weeks ago and nothing has arrived.',
    'I sent the device back and wait for my refund.',
    'Please reimburse what we paid for the cancelled workshop.',
    'How do I get the payment returned?',
    'You charged the same invoice twice. Please return the second payment.',
    'I have paid the bill twice, so send one payment back to my card.',
    'Please pay back what you took after I had left.',
    'Take the charge back, I never agreed to it.',
  ],
  Cancellation: [
    'Please close my account at the end of the month.',
    'I want to end my subscription.',
    'Remove two seats from our plan, please.',
    'How do I stop the renewal?',
    'We no longer need the service, please terminate the contract.',
    'Cancel the trial before it becomes a paid plan.',
    'Please delete my account and everything in it.',
    'I would like to unsubscribe from the premium plan.',
    'Do not renew our licence in autumn.',
    'We are moving to another provider and give notice today.',
    'Downgrade us to the free plan from next month on.',
    'Please take me off the plan of my former team.',
  ],
  'Account access': [
    'I cannot sign in since this morning.',
    'My password does not work any more.',
    'The code for signing in never comes to my phone.',
    'I am locked out after three wrong tries.',
    'Please change the e-mail address that I sign in with.',
    'The link to reset my password has expired.',
    'My colleague left and I need access to her account.',
    'I have a new phone and the second factor is on the old one.',
    'It says that my account does not exist.',
    'Please unlock my account.',
    'I get signed out every few minutes.',
    'The invitation to our workspace does not open.',
  ],
  'Technical problem': [
    'The export button does nothing.',
    'The app crashes when I open a report.',
    'The page stays empty after loading.',
    'Uploading a file stops at ninety percent.',
    'The search finds nothing although the entry is there.',
    'Notifications arrive hours late.',
    'The chart shows wrong numbers for June.',
    'Everything has been very slow since the update.',
    'The calendar does not sync with my phone.',
    'I get error 500 when I save.',
    'Pictures are shown upside down.',
    'The printer page cuts off the last column.',
  ],
}

const CONTEXTS: ((ask: string) => string)[] = [
  ask => ask,
  ask => `Hi team, ${ask} Thanks, Marta`,
  ask => `Hello, I am writing for our office in Porto. ${ask} Kind regards`,
]

export const INTENTS = Object.keys(ASKS)

/** Messages answered by people in earlier years; those of one ask belong together, in one part of a dataset. */
export const KNOWN: { text: string; answer: string; ask: string }[] = Object.entries(ASKS).flatMap(([answer, asks]) =>
  asks.flatMap((ask, n) => CONTEXTS.map(write => ({ text: write(ask), answer, ask: `${answer} ${n + 1}` }))),
)

/** What a message is, what the model took it for, how sure it was, and what it thought of second. */
export type Answered = { text: string; answer: string; confidence: number; second: string }

const answered = (answer: string, second: string, messages: [text: string, confidence: number][]): Answered[] =>
  messages.map(([text, confidence]) => ({ text, answer, confidence, second }))

/** Traffic of today, the closest calls first; about every third close call is wrong. */
export const TRAFFIC: Answered[] = [
  ...answered('Billing question', 'Refund request', [
    [
      'Hi team,\n\nI was charged twice for March (invoices #4471 and #4472). I cancelled the second seat on ' +
        '27 February, so please send the 49 euros back to my card. I don’t need another copy of the invoice, just ' +
        'the money returned.\n\nThanks, Marta',
      0.47,
    ],
    ['There is a second charge for the same invoice. When will I have the money back on my card?', 0.51],
    ['The invoice is right, but I have paid it twice. Please return one of the payments.', 0.49],
    ['You charged the old card again. Which invoice was that for?', 0.55],
    ['My bill still has the voucher missing that you promised. Please correct it.', 0.52],
  ]),
  ...answered('Cancellation', 'Refund request', [
    ['I cancelled in May and you still took the money. I want it back.', 0.52],
    ['We gave notice in spring, yet June was charged. Please reimburse us.', 0.54],
    ['Please end my plan today. I do not need anything back.', 0.58],
    ['Stop the renewal, and refund what was taken this morning.', 0.5],
  ]),
  ...answered('Technical problem', 'Account access', [
    ['The app crashes when I type my password.', 0.53],
    ['After the update the sign-in page stays empty, so nobody here gets in.', 0.48],
    ['The code arrives, but the app says that it is wrong.', 0.5],
    ['The window closes by itself as soon as I open the settings.', 0.57],
  ]),
  ...answered('Billing question', 'Technical problem', [
    ['The app crashes when I open my invoices.', 0.44],
    ['The invoice page shows wrong totals since the update.', 0.46],
    ['Can I have the invoices as one file?', 0.59],
  ]),
  ...answered('Billing question', 'Cancellation', [
    ['How much would we pay with two seats fewer?', 0.93],
    ['Is there a fee for ending the plan early?', 0.88],
    ['Why does the bill show a renewal in autumn?', 0.91],
  ]),
  ...answered('Refund request', 'Billing question', [
    ['Please pay the deposit back to the account below.', 0.94],
    ['I return the headset and would like my money back.', 0.96],
    ['A refund was announced for Monday. Where is it?', 0.87],
  ]),
  ...answered('Cancellation', 'Account access', [
    ['Please close the account of our intern.', 0.83],
    ['Delete my profile, I have found another job.', 0.86],
    ['We would like to leave the premium plan in August.', 0.95],
  ]),
  ...answered('Account access', 'Technical problem', [
    ['The reset mail does not come, and I have tried three times.', 0.92],
    ['I am locked out on my new laptop.', 0.97],
    ['Our new colleague cannot open her invitation.', 0.9],
  ]),
  ...answered('Technical problem', 'Billing question', [
    ['The export of all bookings stops half way.', 0.97],
    ['Since Tuesday the charts are empty.', 0.95],
    ['The list of customers takes a minute to load.', 0.93],
  ]),
]
