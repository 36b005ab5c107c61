import * as vscode from 'vscode';
import { dollars } from '../../base/dollars.ts';
import { markdownText } from '../../base/markdown.ts';
import { withSignal } from '../cancellation.ts';
import { commandIds } from '../ids.ts';
import { GrowingPage } from '../growingPage.ts';
import type { Pages } from '../pages.ts';
import type { ChatEnd, ChatFacts, ChatProgress, ChatQuestion, ChatRequests } from '../worker/chatRequests.ts';
import { spentWords } from './meterState.ts';
import type { Models } from './models.ts';
import { dateTime, wordSum } from './words.ts';

interface Parts {
  readonly models: Models;
  readonly pages: Pages;
}

interface Choice extends vscode.QuickPickItem {
  /** Undefined begins one. */
  readonly conversation: string | undefined;
}

type Summary = ChatRequests['listConversations']['result'][number];

/** What a page shows while its answer arrives. */
interface Shown {
  readonly page: GrowingPage;
  readonly before: string;
  answer: string;
}

/** The command: asks a question in a new or a recent conversation; the answer arrives on a page of the conversation. */
export class AskCommand {
  readonly #parts: Parts;
  /** Conversations by the page that shows them. */
  readonly #pages = new Map<string, string>();
  /** Conversations whose last question is not answered yet: the next one would not know the answer. */
  readonly #underWay = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    const { t } = vscode.l10n;
    const choice = await this.#chooseConversation();
    if (choice === undefined) return;
    if (choice.conversation !== undefined && this.#underWay.has(choice.conversation)) {
      void vscode.window.showInformationMessage(t('The last question of this conversation is still being answered.'));
      return;
    }
    const text = await vscode.window.showInputBox({
      title: choice.conversation === undefined ? t('Ask a Model') : t('Ask a Model: {0}', choice.label),
      prompt: t('Which model answers is decided by the question; keys are taken out before it is sent.'), placeHolder: t('Your question'), ignoreFocusOut: true,
    });
    if (text !== undefined && text.trim() !== '') await this.#ask({ text: text.trim(), conversation: choice.conversation, answers: 'kept', agreedMicroUsd: undefined });
  }

  /** Who never asked anything begins at once; the conversation whose page has the focus comes first. */
  async #chooseConversation(): Promise<Choice | undefined> {
    const { t } = vscode.l10n;
    const recent = await this.#parts.models.ask('listConversations', {});
    const begin: Choice = { label: t('$(add) New conversation'), conversation: undefined };
    if (recent.length === 0) return begin;
    const shown = this.#pages.get(vscode.window.activeTextEditor?.document.uri.toString() ?? '');
    const first = recent.filter(({ name }) => name === shown);
    const others = recent.filter(({ name }) => name !== shown);
    return vscode.window.showQuickPick([...first.map(choiceOf), begin, ...others.map(choiceOf)], { placeHolder: t('In which conversation?'), matchOnDescription: true, matchOnDetail: true });
  }

  async #ask(question: ChatQuestion): Promise<void> {
    const { t } = vscode.l10n;
    const { models, pages } = this.#parts;
    const listening = new Listening(pages, (uri, name) => { this.#pages.set(uri, name); });
    let end: ChatEnd;
    let name = question.conversation;
    try {
      if (name !== undefined) this.#underWay.add(name);
      end = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: t('DevMatrix: asking a model'), cancellable: true },
        (progress, token) => withSignal(token, (signal) => models.ask('askModel', question, { signal, onProgress: (value) => {
          if (value.kind === 'begins') {
            name = value.name;
            this.#underWay.add(name);
            if (value.model !== '') progress.report({ message: value.model });
          }
          listening.hear(value);
        } })),
      );
    } catch (error) {
      await listening.note([t('This answer was not finished; it is not part of the conversation.')]);
      throw error;
    } finally {
      if (name !== undefined) this.#underWay.delete(name);
    }
    await this.#told(question, end, listening);
  }

  async #told(question: ChatQuestion, end: ChatEnd, listening: Listening): Promise<void> {
    const { t } = vscode.l10n;
    switch (end.kind) {
      case 'noModel': {
        const manage = t('Manage Providers');
        if (await vscode.window.showInformationMessage(t('No model can be asked: no provider is configured, or none has its key.'), manage) === manage) await vscode.commands.executeCommand(commandIds.manageProviders);
        return;
      }
      case 'dear': {
        const go = t('Ask');
        const price = end.expectedMicroUsd === undefined ? t('at most {0}', dollars(end.mostMicroUsd)) : t('about {0}, at most {1}', dollars(end.expectedMicroUsd), dollars(end.mostMicroUsd));
        if (await vscode.window.showWarningMessage(t('Ask {0}?', end.model.model), { modal: true, detail: price }, go) === go) await this.#ask({ ...question, agreedMicroUsd: end.mostMicroUsd });
        return;
      }
      case 'answer':
        await listening.show(end.page, notesOf(end));
        await this.#offerAfresh(question, end);
        return;
      case 'failed':
        if (end.page === undefined) await listening.note([`${end.what} ${end.next}`, ...notesOf(end)]);
        else await listening.show(end.page, [end.what, ...notesOf(end)]);
        // Of budgets all windows are told in their own way.
        if (end.outcome !== 'budget') void vscode.window.showErrorMessage(`${end.what} ${end.next}`);
    }
  }

  async #offerAfresh(question: ChatQuestion, { reused, name }: ChatFacts): Promise<void> {
    if (reused === undefined || reused.match === 'joined') return;
    const { t } = vscode.l10n;
    const again = t('Ask Afresh');
    const message = reused.question === undefined ? t('This very question was answered within the last hour, and that answer is used again.') : t('This answer was given before, to the much alike question “{0}”.', reused.question);
    if (await vscode.window.showInformationMessage(message, again) === again) await this.#ask({ ...question, conversation: name, answers: 'fresh' });
  }
}

/** Shows on the page of a conversation what is told of an answer. */
class Listening {
  readonly #pages: Pages;
  readonly #opened: (uri: string, name: string) => void;
  #shown: Shown | undefined;
  #opening: Promise<void> | undefined;

  constructor(pages: Pages, opened: (uri: string, name: string) => void) {
    this.#pages = pages;
    this.#opened = opened;
  }

  hear(value: ChatProgress): void {
    if (value.kind === 'begins') {
      this.#shown = { page: new GrowingPage(vscode.l10n.t('Conversation {0}', value.name), this.#pages), before: value.page, answer: '' };
      this.#opening = this.#shown.page.open(value.page).then((uri) => { this.#opened(uri.toString(), value.name); });
      // Told at the end, which waits for it.
      this.#opening.catch(() => undefined);
      return;
    }
    if (this.#shown === undefined) return;
    this.#shown.answer = value.kind === 'anew' ? '' : this.#shown.answer + value.text;
    this.#shown.page.show(this.#shown.before + this.#shown.answer);
  }

  /** The whole conversation in place of what was heard. */
  async show(page: string, notes: readonly string[]): Promise<void> {
    this.#shown?.page.show(withNotes(page, notes));
    await this.#end();
  }

  /** Something about what was heard so far. */
  async note(notes: readonly string[]): Promise<void> {
    if (this.#shown !== undefined) await this.show(this.#shown.before + this.#shown.answer, notes);
  }

  async #end(): Promise<void> {
    try {
      await this.#opening;
    } finally {
      this.#shown?.page.dispose();
    }
  }
}

function withNotes(page: string, notes: readonly string[]): string {
  return `${page.trimEnd()}\n\n${notes.map((note) => `> ${markdownText(note)}`).join('\n>\n')}\n`;
}

function notesOf({ model, microUsd, isEstimated, hasUnknownCost, reason, maskedKeys, leftOut, reused }: ChatFacts): readonly string[] {
  const { t } = vscode.l10n;
  const cost = reused === undefined ? wordSum(spentWords({ microUsd, isEstimated, unpricedCalls: hasUnknownCost ? 1 : 0 })) : dollars(0);
  return [
    ...(reused?.question === undefined ? [] : [t('This answer was given before, to the much alike question “{0}”.', reused.question)]),
    ...(maskedKeys === 0 ? [] : [t('What looks like a key was taken out of the question ({0}): neither sent nor kept.', maskedKeys)]),
    ...(leftOut === 0 ? [] : [t('{0} messages of the conversation were left out, because the context of the model is too small or not known: the first and the last ones were sent.', leftOut)]),
    ...(model === undefined ? [] : [t('{0}, {1}. {2}', model, cost, reason)]),
  ];
}

function choiceOf({ name, title, model, usedAt }: Summary): Choice {
  return { label: title, description: name === title ? '' : name, detail: [dateTime(usedAt), ...(model === undefined ? [] : [model])].join(' · '), conversation: name };
}
