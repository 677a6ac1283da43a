/** The same requests as those of a round, made by others: curl, and Node's own https with nothing around it. */
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { BenchServers } from "./verifyServers.ts";

export interface Asked {
  readonly url: string;
  readonly key: string | undefined;
}

const PROBE = "/api/v3/app_resources/build_info";

/** First each server without a key, then one key of each in turn. */
export function requestsOf({ servers }: BenchServers): readonly Asked[] {
  const most = Math.max(...servers.map(({ keys }) => keys.length));
  const rounds = Array.from({ length: most }, (_, index) =>
    servers.flatMap(({ origin, keys }) => ({ url: origin + PROBE, key: keys[index] })),
  );
  return [...servers.map(({ origin }) => ({ url: origin + PROBE, key: undefined })), ...rounds.flat()];
}

/** So many at a time; says how many keys were accepted. */
export async function askByNode(asked: readonly Asked[], ca: string, atOnce: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, ca });
  const queue = asked.values();
  let accepted = 0;
  const worker = async (): Promise<void> => {
    for (const { url, key } of queue) {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const headers = key === undefined ? {} : { authtoken: key };
        const sent = request(url, { agent, headers }, (response) => {
          let body = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => (body += chunk));
          response.on("end", () => resolve(body === "" ? undefined : response.statusCode));
        });
        sent.on("error", reject).end();
      });
      if (status === 200) accepted++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  agent.destroy();
  return accepted;
}

/** Writes what curl is told, which is the same each time. */
export async function configureCurl(directory: string, asked: readonly Asked[], caPem: string): Promise<string> {
  const [ca, config] = [join(directory, "ca.pem"), join(directory, "curl.config")];
  await writeFile(ca, caPem);
  const sections = asked.map(({ url, key }) =>
    [
      `url = "${url}"`,
      `cacert = "${ca}"`,
      'output = "/dev/null"',
      String.raw`write-out = "%{http_code}\n"`,
      "http1.1",
      ...(key === undefined ? [] : [`header = "authtoken: ${key}"`]),
    ].join("\n"),
  );
  await writeFile(config, sections.join("\nnext\n"), { mode: 0o600 });
  return config;
}

/** So many at a time; says how many keys were accepted. */
export async function askByCurl(config: string, atOnce: number): Promise<number> {
  const args = ["--parallel", "--parallel-max", String(atOnce), "--no-progress-meter", "--config", config];
  const curl = spawn("curl", args, { stdio: ["ignore", "pipe", "inherit"] });
  const failed = new Promise<never>((_, reject) => curl.once("error", reject));
  const codes = await Promise.race([text(curl.stdout), failed]);
  return codes.split("\n").filter((code) => code === "200").length;
}
