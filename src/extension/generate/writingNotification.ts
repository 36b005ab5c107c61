import * as vscode from 'vscode';
import type { WritingProgress } from '../worker/writingRequests.ts';
import { wordProgress } from './writingStatus.ts';

interface Shown {
  readonly close: () => void;
  /** Undefined until the editor shows it. */
  progress: vscode.Progress<{ readonly message: string; readonly increment: number }> | undefined;
  /** How long its bar is, in percent. */
  share: number;
}

/**
 * The run of this window as a notification with a bar, and a way to cancel it. It is taken back while the run is paused: nothing goes on then, and the
 * status bar shows the pause.
 */
export class WritingNotification implements vscode.Disposable {
  readonly #cancel: () => void;
  #shown: Shown | undefined;
  #last: WritingProgress | undefined;
  #isCancelled = false;

  /** `cancel`: what its button does. */
  constructor(cancel: () => void) {
    this.#cancel = cancel;
    this.#show();
  }

  hear(value: WritingProgress): void {
    this.#last = value;
    if (value.isPaused && value.phase === 'writing' && !this.#isCancelled) this.dispose();
    else this.#show();
  }

  /** The person has cancelled the run. */
  cancelled(): void {
    this.#isCancelled = true;
    this.#show();
  }

  dispose(): void {
    this.#shown?.close();
    this.#shown = undefined;
  }

  #show(): void {
    this.#shown ??= this.#open();
    this.#tell(this.#shown);
  }

  #open(): Shown {
    let close = (): void => undefined;
    const closed = new Promise<void>((resolve) => { close = resolve; });
    const shown: Shown = { close: () => { close(); }, progress: undefined, share: 0 };
    const title = vscode.l10n.t('DevMatrix: writing what the spec states in words');
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
      shown.progress = progress;
      token.onCancellationRequested(this.#cancel);
      this.#tell(shown);
      return closed;
    });
    return shown;
  }

  #tell(shown: Shown): void {
    if (shown.progress === undefined) return;
    const { written, incomplete, all } = this.#last ?? { written: 0, incomplete: 0, all: 0 };
    // The bar never goes back; the numbers may, when units are sent back.
    const share = Math.max(shown.share, (100 * (written + incomplete)) / Math.max(1, all));
    shown.progress.report({ increment: share - shown.share, message: wordProgress(this.#last, this.#isCancelled ? 'cancelled' : 'goesOn') });
    shown.share = share;
  }
}
