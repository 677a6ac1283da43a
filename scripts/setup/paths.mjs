// Where the set-up puts what it installs. Everything is inside the repository and ignored by git.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Everything the set-up installs besides `node_modules`. */
export const cache = join(root, ".vscode-test");

/** The Node that the project runs on where the machine's own is another one. */
export const privateNode = join(cache, "node");

/** The npm prefix that holds code-server. */
export const serverPrefix = join(cache, "server");

/** VS Code's own server inside code-server: the program the test host starts. */
export const serverMain = join(serverPrefix, "node_modules/code-server/lib/vscode/out/server-main.js");
