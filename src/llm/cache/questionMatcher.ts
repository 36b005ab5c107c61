/** Finds among known questions one that asks for the same in other words. */
export interface QuestionMatcher {
  best<Known>(question: string, known: readonly Known[], questionOf: (known: Known) => string): Known | undefined;
}

/**
 * A matcher that rather misses than gives the answer to another question: it sees through politeness, the ways to begin a question, capitals and
 * spaces, and through nothing else. Likeness of words does not do: by `npm run eval:cache`, at the threshold at which the cosine of words finds half
 * of the questions that are the same it also takes three of four that are not.
 */
export const carefulMatcher: QuestionMatcher = {
  best(question, known, questionOf) {
    const asked = plainForm(question);
    return known.find((candidate) => plainForm(questionOf(candidate)) === asked);
  },
};

/** Ways to say the same, each tried in turn on the text in its own case. */
const rewrites: readonly (readonly [RegExp, string])[] = [
  [/(?<=\w)['’]s\b(?= )/g, ' is'],
  [/\b(?:please|kindly|thanks|thank you)\b,?/gi, ' '],
  [/^[\s,.!]*(?:hi|hello|hey|ok|okay)\b[\s,.!]*/i, ''],
  [/^[\s,.!]*(?:can|could|would|will) you (?:please )?(?:help me (?:to )?)?/i, ''],
  [/^\s*(?:explain|tell me|show me) (?=(?:how|what|why|when|which|who|where|whether)\b)/i, ''],
  [/\b(write|give|show|tell) me\b/gi, '$1'],
  [/\bhow (?:do|can|could|would|might) (?:i|we|you|one)\b/gi, 'how to'],
];

/**
 * What a question asks for, in one spelling. Words keep their capitals where these may mean something: in names, abbreviations and quotations. Of
 * a text of several lines nothing is changed, since it may hold code.
 */
export function plainForm(question: string): string {
  const whole = question.normalize('NFC').trim();
  if (whole.includes('\n')) return whole;
  const plain = rewrites.reduce((rewritten, [found, by]) => rewritten.replace(found, by), whole.replace(/\s+/g, ' ')).replace(sentenceMarks, '').trim();
  return (plain.match(tokens) ?? []).map((token, index) => (index === 0 || isPlainWord(token) ? token.toLowerCase() : token)).join('');
}

const sentenceMarks = /(?<=\S)[.,;:!?…]+(?=\s|$)/g;
/** Quotations, words, other characters, and one space for several. */
const tokens = /"[^"]*"|`[^`]*`|(?<!\w)'[^']*'(?!\w)|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]|\s(?=\S)/gu;

/** Whether its capitals say nothing: at most the first letter is one, and more than one follows. */
function isPlainWord(token: string): boolean {
  return /^\p{L}\p{Ll}{2,}$/u.test(token);
}
