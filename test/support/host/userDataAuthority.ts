// Loaded into VS Code's server with --import. code-server gives its page `userDataPath`, from which the page makes the
// user's settings.json `vscode-remote:///…`, without the authority that whatever extensions and the file watcher name has.
// For the page these are two files: it does not apply a change from outside, and shows two documents for one file.
// `URI.file("//host/path")` has the authority `host`, so with this prefix the page behaves as VS Code does on a desktop.
import { ServerResponse } from "node:http";

const userDataPath = /(&quot;userDataPath&quot;:&quot;)(?=\/)/;
const end = ServerResponse.prototype.end as (this: ServerResponse, ...args: unknown[]) => ServerResponse;

ServerResponse.prototype.end = function (this: ServerResponse, chunk: unknown, ...rest: unknown[]) {
  const host = this.req.headers.host ?? "";
  return end.call(this, typeof chunk === "string" ? chunk.replace(userDataPath, `$1//${host}`) : chunk, ...rest);
};
