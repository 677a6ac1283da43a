import * as vscode from "vscode";
import { plainText } from "../plainText.ts";

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
  return underNotification(true, undefined, (progress, signal) => {
    let before = 0;
    const count: Count = (done, total) => {
      const increment = total === 0 ? 0 : ((done - before) / total) * 100;
      before = done;
      progress.report({ message: plainText(words(done, total)), increment });
    };
    return work(count, signal);
  });
}

/** Runs work under a notification that can be cancelled; the signal says so. */
export function withCancel<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  return underNotification(true, title, (_, signal) => work(signal));
}

/** Runs work that is carried to its end under a notification. */
export function withTitle<T>(title: string, work: () => Promise<T>): Thenable<T> {
  return underNotification(false, title, work);
}

function underNotification<T>(
  cancellable: boolean,
  title: string | undefined,
  work: (progress: vscode.Progress<{ message: string; increment: number }>, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const location = vscode.ProgressLocation.Notification;
  const options = { location, cancellable, ...(title !== undefined && { title: plainText(title) }) };
  return vscode.window.withProgress(options, (progress, token) => {
    const cancel = new AbortController();
    token.onCancellationRequested(() => cancel.abort());
    return work(progress, cancel.signal);
  });
}
