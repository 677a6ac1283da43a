import * as vscode from "vscode";

/** Tells how much of how much is done. */
export type Count = (done: number, total: number) => void;

/**
 * Runs work under a notification that counts and can be cancelled; the signal says so.
 * @param words what the notification says
 */
export function withCount<T>(
  words: (done: number, total: number) => string,
  work: (count: Count, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const cancel = new AbortController();
    token.onCancellationRequested(() => cancel.abort());
    let before = 0;
    const count: Count = (done, total) => {
      const increment = total === 0 ? 0 : ((done - before) / total) * 100;
      before = done;
      progress.report({ message: words(done, total), increment });
    };
    return work(count, cancel.signal);
  });
}
