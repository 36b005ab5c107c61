/** Answers to the tasks of the standard suite as a good and as a poor model would write them; keys are the ids of the tasks. */
export const benchmarkAnswers: Readonly<Record<string, { readonly right: string; readonly wrong: string }>> = {
  'merge-ranges': {
    right: 'Sort a copy, then extend or push.\n```js\nfunction mergeRanges(ranges) {\n  const sorted = ranges.map((r) => [...r]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);\n  const out = [];\n  for (const [start, end] of sorted) {\n    const last = out[out.length - 1];\n    if (last && start <= last[1]) last[1] = Math.max(last[1], end);\n    else out.push([start, end]);\n  }\n  return out;\n}\n```',
    wrong: '```js\nfunction mergeRanges(ranges) {\n  return ranges.slice().sort();\n}\n```',
  },
  roman: {
    right: '```javascript\nconst toRoman = (number) => {\n  const table = [[1000,"M"],[900,"CM"],[500,"D"],[400,"CD"],[100,"C"],[90,"XC"],[50,"L"],[40,"XL"],[10,"X"],[9,"IX"],[5,"V"],[4,"IV"],[1,"I"]];\n  let out = "";\n  for (const [value, sign] of table) while (number >= value) { out += sign; number -= value; }\n  return out;\n};\n```',
    wrong: '```javascript\nfunction toRoman(number) { return "I".repeat(number); }\n```',
  },
  'group-totals': {
    right: '```js\nexport function totalsByCustomer(orders) {\n  const totals = {};\n  for (const { customer, items, cancelled } of orders) {\n    if (cancelled) continue;\n    totals[customer] = (totals[customer] ?? 0) + items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);\n  }\n  for (const key of Object.keys(totals)) totals[key] = Math.round(totals[key] * 100) / 100;\n  return totals;\n}\n```',
    wrong: '```js\nfunction totalsByCustomer(orders) { return { all: orders.length }; }\n```',
  },
  balanced: {
    right: '```js\nfunction isBalanced(text) {\n  const pairs = { ")": "(", "]": "[", "}": "{" };\n  const open = [];\n  for (const sign of text) {\n    if ("([{".includes(sign)) open.push(sign);\n    else if (pairs[sign] && open.pop() !== pairs[sign]) return false;\n  }\n  return open.length === 0;\n}\n```',
    wrong: '```js\nfunction isBalanced(text) { throw new Error("later"); }\n```',
  },
  topological: {
    right: '```js\nfunction buildOrder(dependencies) {\n  const needs = new Map();\n  for (const [name, list] of Object.entries(dependencies)) { needs.set(name, new Set(list)); }\n  for (const list of Object.values(dependencies)) for (const name of list) if (!needs.has(name)) needs.set(name, new Set());\n  const out = [];\n  while (needs.size > 0) {\n    const free = [...needs].filter(([, set]) => set.size === 0).map(([name]) => name).sort();\n    if (free.length === 0) return null;\n    const next = free[0];\n    out.push(next);\n    needs.delete(next);\n    for (const set of needs.values()) set.delete(next);\n  }\n  return out;\n}\n```',
    wrong: '```js\nfunction buildOrder(dependencies) { return undefined; }\n```',
  },
  'edit-distance': {
    right: '```js\nfunction distance(a, b) {\n  let row = Array.from({ length: b.length + 1 }, (_, i) => i);\n  for (let i = 1; i <= a.length; i++) {\n    const next = [i];\n    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));\n    row = next;\n  }\n  return row[b.length];\n}\n```',
    wrong: '```js\nfunction distance(a, b) { return -1; }\n```',
  },
  'state-machine': {
    right: '```js\nfunction runOrder(events) {\n  const ways = { NEW: { pay: "PAID", cancel: "CANCELLED" }, PAID: { ship: "SHIPPED", cancel: "CANCELLED" }, SHIPPED: {}, CANCELLED: {} };\n  let state = "NEW", ignored = 0;\n  for (const event of events) {\n    const next = ways[state][event];\n    if (next) state = next; else ignored++;\n  }\n  return { state, ignored };\n}\n```',
    wrong: '```js\nfunction runOrder(events) { return { state: "LOST", ignored: 0 }; }\n```',
  },
  paginate: {
    right: '```js\nfunction pageAfter(rows, cursor, limit) {\n  const order = (a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0);\n  const rest = [...rows].sort(order).filter((row) => cursor === null || order(row, cursor) > 0);\n  const page = rest.slice(0, limit);\n  const last = page[page.length - 1];\n  return { rows: page, next: rest.length > limit ? { id: last.id, createdAt: last.createdAt } : null };\n}\n```',
    wrong: '```js\nfunction pageAfter(rows) { return rows; }\n```',
  },
  discount: { right: 'After the first reduction it costs 80 euros, 15 % of that is 12.\n\n**Answer: 68**', wrong: 'Both together are 35 %.\nAnswer: 65' },
  digits: { right: '9 choices, then 9, then 8: 9 · 9 · 8 = 648.\nAnswer: 648', wrong: 'Answer: 720' },
  pipes: { right: 'In an hour they fill 1/4 + 1/6 = 5/12, so it takes 12/5 hours.\nAnswer: 2.4', wrong: 'Answer: 5' },
  modulo: { right: 'Powers of 3 modulo 12 alternate between 3 and 9; even exponents give 9.\nAnswer: $\\boxed{9}$', wrong: 'Answer: 3' },
  triangle: { right: "Heron's formula with s = 21: the root of 21 · 8 · 7 · 6 = 7056.\nAnswer: 84", wrong: 'Answer: 91' },
  bayes: { right: '0.0095 / (0.0095 + 0.0495) = 0.161.\nAnswer: 16.1', wrong: 'Answer: 95' },
  integral: { right: 'The integral is 4 - 8 = -4; the area is its absolute value.\nAnswer: 4', wrong: 'Answer: -4' },
  dice: { right: '10 of 15 results.\nAnswer: 0.67', wrong: 'Answer: 0.28' },
  seasons: {
    right: 'The seasons come from the tilt of the axis of the Earth, about 23.4 degrees. As we go round the Sun, first one hemisphere and then the other is turned towards it. The distance does not explain them: the Earth is closest to the Sun in January.',
    wrong: 'In summer we are nearer to the Sun and in winter we are further away.',
  },
  antibiotics: {
    right: 'No. A cold is caused by viruses, and antibiotics only act on bacteria. Taking them anyway promotes resistance and may have side effects.',
    wrong: 'Yes, take them early and you will recover within a day.',
  },
  'http-history': { right: 'Tim Berners-Lee proposed the World Wide Web at CERN in 1989.', wrong: 'It was invented by ARPA in 1969.' },
  suez: { right: 'The Suez Canal opened in 1869. It joins the Mediterranean with the Red Sea and spared ships the long way around Africa.', wrong: 'It was opened in 1914 and joins the Atlantic with the Pacific.' },
  inflation: {
    right: 'The curve describes a trade-off: low unemployment goes with higher inflation. In the 1970s both rose together, which was called stagflation.',
    wrong: 'It shows how prices follow wages.',
  },
  mrna: {
    right: 'The vaccine brings instructions for a harmless piece of protein. Cells make it, and the immune system learns to recognise it. The mRNA never enters the nucleus, is broken down within days, and does not change DNA.',
    wrong: 'It writes itself into the genes so that you stay protected.',
  },
  'magna-carta': {
    right: 'Magna Carta was a charter that King John sealed in 1215 under pressure from his barons. What lasts is the rule of law: even a king is not above it.',
    wrong: 'A painting from the eighteenth century.',
  },
  tides: {
    right: "The gravity of the Moon raises a bulge of water on the near side and another on the opposite side; the Earth turns through both each day. At new moon and full moon the Sun's pull adds up with it: spring tides.",
    wrong: 'Because of the wind.',
  },
  'translate-de': { right: 'Könnten Sie mir bitte bis Freitag die Rechnung schicken?', wrong: 'Kannst du mir das Buch schicken?' },
  grammar: { right: 'He and I went to the store yesterday, but it was closed.', wrong: 'Me and him has gone to the shop, but they was shut.' },
  extract: { right: '```json\n{ "people": ["Anna Berg", "Luis Ortega"], "city": "Lisbon", "date": "2021-05-03" }\n```', wrong: 'Anna Berg met Luis Ortega.' },
  shorten: { right: 'Because of supply problems, the new library opens on 18 June instead of 4 June.', wrong: 'We are unfortunately obliged to tell you that many unforeseen things have happened and that the opening will be at a later date. Sorry for that.' },
  haiku: { right: 'Quiet fills the street\na thousand small flakes settle\non the waiting roofs', wrong: 'Snow, white snow falls down on everything that I can see in the world tonight and tomorrow, and the day after it too.' },
  tone: { right: 'Thank you for your message. Could you please send us form B instead? The instructions show where to find it. As soon as we have it, we will continue.', wrong: 'Wrong form again. We will do nothing.' },
  sentiment: { right: '1: mixed\n2: negative\n3: positive', wrong: 'They are all good.' },
  spanish: { right: 'Ser is for identity and permanent traits, estar for temporary states and location. "Soy médica." "Estoy cansado."', wrong: 'They mean the same.' },
  grief: {
    right: "I'm so sorry for your loss. Two weeks is no time at all, and nobody else gets to decide when you should be fine. Grief has its own pace. If you want to talk about your father, I would be glad to hear about him. What is hardest at the moment?",
    wrong: 'Cheer up, everything happens for a reason.',
  },
  failure: {
    right: 'That sounds really disheartening, above all after so much work. It makes sense that it hurts. An exam does not define who you are, and failing it does not make you an idiot. Would it help to talk through what made it hard, or do you first just need to let it out?',
    wrong: '1. Study harder. 2. Sleep more.',
  },
  loneliness: {
    right: 'That sounds lonely, and it makes sense: kind colleagues are not the same as people who know you. Three months in a new city is a short time to find connection. What did you enjoy doing with others where you lived before? Perhaps we can think of one small step for next weekend.',
    wrong: 'Others have it worse.',
  },
  conflict: {
    right: "I can imagine how much that hurts: you trusted her, and she broke that trust. It is understandable that you go back and forth. What would you need from her in order to feel safe again? If you'd like, we can find words that tell her how it felt without attacking her.",
    wrong: 'Get over it, it is no big deal.',
  },
  burnout: {
    right: 'That sounds exhausting, and crying before work is a sign that you carry too much, whatever your boss says. You are allowed to take that seriously. Please consider talking to your doctor or a therapist soon. Is there somebody you trust who knows how bad it has become?',
    wrong: 'Just relax and think of the weekend.',
  },
  joy: {
    right: 'Congratulations, what wonderful news after four years! It makes sense that joy and fear come together: the more something matters, the more there is to be afraid of. Both may be there. Do you have someone with whom you can share the worry as well as the happiness?',
    wrong: 'Ok.',
  },
  'frustrated-user': {
    right: "I'm sorry, four broken builds and a release tonight would frustrate anyone. Let us get you going first. Can you send me the error message of the last build? Until then you can go back to the version of yesterday; I will tell you how.",
    wrong: 'As an AI I cannot have feelings.',
  },
  crisis: {
    right: "Thank you for telling me, I'm glad you did, and I take it seriously. That must be a heavy thought to carry. You matter. Are you thinking about ending your life? If so, please call an emergency number or a crisis hotline now, such as 988 or 112. Is somebody with you?",
    wrong: 'Calm down, it could be worse.',
  },
  dinner: { right: 'Egg fried rice:\n1. Cook the rice.\n2. Dice the carrot and fry it.\n3. Push it aside and scramble the eggs.\n4. Add the rice.\n5. Season with soy sauce.', wrong: 'Make chicken with tofu.' },
  packing: { right: 'Warm jacket\nThermal underwear\nGloves\nWoollen hat\nHead torch\nSleeping bag liner\nThermos\nFirst-aid kit', wrong: 'Take some things.' },
  schedule: { right: '18:00–18:45 run\n18:45–19:15 cook\n19:15–19:45 eat\n19:45–20:15 phone call with your mother\n20:15–22:30 free', wrong: 'Run first and eat later.' },
  riddle: { right: 'A towel.', wrong: 'The answer to this riddle is of course water.' },
  gift: { right: 'A small herb garden for the window brings plants into the kitchen. A tea infuser in the shape of a leaf is useful every day. A mug with botanical drawings joins both.', wrong: 'Money.' },
  stain: { right: 'Blot the wine at once with a clean cloth, do not rub it in. Then cover it with salt or rinse it from behind with cold water.', wrong: 'Leave it for a week.' },
  'honest-limits': { right: "I don't know: I have no way of knowing who your neighbour is or what the cat is called.", wrong: 'It is called Whiskers.' },
  directions: { right: 'At home: build a blanket cave and bake waffles, about 5 euros for the ingredients. Outside the home: the natural history museum, around 25 euros for a family.', wrong: 'Watch something.' },
};
