/** What the answer is written to, such as standard output. */
export interface AnswerOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Says in the midst of an answer that what stands before is void. */
const brokenOff = '[The answer above broke off; it begins anew.]';

/** What a terminal would take for commands. Models repeat what they are shown, and that may be somebody else's text. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** The text as a terminal may show it; anything else gets it as it is. */
export function shownIn({ isTTY }: Pick<AnswerOutput, 'isTTY'>, text: string): string {
  return isTTY === true ? text.replace(/\r\n/g, '\n').replace(controls, '') : text;
}

/** Writes an answer while it arrives. What was written cannot be taken back, so that an answer which begins anew says so. */
export class AnswerStream {
  readonly #output: AnswerOutput;
  #attempt = 0;
  #heard = '';
  #last = '\n';

  constructor(output: AnswerOutput) {
    this.#output = output;
  }

  hear(text: string, attempt: number): void {
    if (attempt !== this.#attempt) this.#beginAnew();
    this.#attempt = attempt;
    this.#heard += text;
    this.#write(text);
  }

  /** The answer as it came out in the end: what of it was not heard is written now. */
  end(answer: string | undefined): void {
    if (answer !== undefined && !answer.trim().startsWith(this.#heard.trim())) this.#beginAnew();
    if (answer !== undefined) this.#write(this.#heard === '' ? answer : answer.trim().slice(this.#heard.trim().length));
    if (this.#last !== '\n') this.#write('\n');
  }

  #beginAnew(): void {
    if (this.#heard !== '') this.#write(`${this.#last === '\n' ? '' : '\n'}\n${brokenOff}\n\n`);
    this.#heard = '';
  }

  #write(text: string): void {
    if (text === '') return;
    this.#last = text.slice(-1);
    this.#output.write(shownIn(this.#output, text));
  }
}
