import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readTerminalVariables, remoteHost, VARIABLE_PATTERN } from "../../../src/core/keyTerminal.ts";

describe("the variables of a terminal with a key", () => {
  const rows: readonly [setting: unknown, url: string, key: string][] = [
    [undefined, "SDP_URL", "SDP_API_KEY"],
    [null, "SDP_URL", "SDP_API_KEY"],
    ["SDP", "SDP_URL", "SDP_API_KEY"],
    [{}, "SDP_URL", "SDP_API_KEY"],
    [{ url: "HELPDESK", key: "HELPDESK_KEY" }, "HELPDESK", "HELPDESK_KEY"],
    [{ key: "_t0ken" }, "SDP_URL", "_t0ken"],
    [{ url: "HELPDESK" }, "HELPDESK", "SDP_API_KEY"],
    [{ url: "0x", key: "TOKEN" }, "SDP_URL", "TOKEN"],
    [{ url: "A B", key: "A-B" }, "SDP_URL", "SDP_API_KEY"],
    [{ url: "", key: "TOKEN\n" }, "SDP_URL", "SDP_API_KEY"],
    [{ url: 7, key: ["TOKEN"] }, "SDP_URL", "SDP_API_KEY"],
    [{ url: "TOKEN", key: "TOKEN" }, "SDP_URL", "SDP_API_KEY"],
    [{ url: "TOKEN", key: "token" }, "SDP_URL", "SDP_API_KEY"],
    [{ url: "SDP_API_KEY" }, "SDP_URL", "SDP_API_KEY"],
    [Object.create({ url: "INHERITED" }), "SDP_URL", "SDP_API_KEY"],
  ];
  for (const [setting, url, key] of rows) {
    it(`${JSON.stringify(setting)}: ${url} and ${key}`, () =>
      assert.deepEqual(readTerminalVariables(setting), { url, key }));
  }

  it("have in package.json the same pattern and the same standard", () => {
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
      contributes: { configuration: { properties: Record<string, Setting> } };
    };
    const setting = manifest.contributes.configuration.properties["servicedeskPlus.terminal.variables"];
    assert.deepEqual(setting?.default, readTerminalVariables(undefined));
    assert.deepEqual(
      [setting.properties.url?.pattern, setting.properties.key?.pattern],
      [VARIABLE_PATTERN, VARIABLE_PATTERN],
    );
  });
});

interface Setting {
  readonly default: unknown;
  readonly properties: Record<string, { readonly pattern: string }>;
}

describe("the machine of a terminal", () => {
  const hex = (text: string): string => Buffer.from(text).toString("hex");
  const rows: readonly [
    what: string,
    remoteName: string | undefined,
    ownHost: string | undefined,
    authority: string | undefined,
    expected: string | undefined,
  ][] = [
    ["this machine", undefined, undefined, undefined, undefined],
    ["SSH", "ssh-remote", undefined, "ssh-remote+build.example.com", "build.example.com (ssh-remote)"],
    ["SSH, no folder is open", "ssh-remote", undefined, undefined, "ssh-remote"],
    [
      "SSH, a name that looks like hexadecimal",
      "ssh-remote",
      undefined,
      "ssh-remote+deadbeef",
      "deadbeef (ssh-remote)",
    ],
    ["SSH, a name of digits", "ssh-remote", undefined, "ssh-remote+4142", "4142 (ssh-remote)"],
    [
      "SSH, a name that no URI takes",
      "ssh-remote",
      undefined,
      `ssh-remote+${hex('{"hostName":"Build01","user":"me"}')}`,
      "Build01 (ssh-remote)",
    ],
    ["WSL", "wsl", undefined, "wsl+Ubuntu-24.04", "Ubuntu-24.04 (wsl)"],
    ["a container", "dev-container", undefined, `dev-container+${hex("/home/me/app")}`, "/home/me/app (dev-container)"],
    [
      "a container by its name",
      "attached-container",
      undefined,
      `attached-container+${hex('{"containerName":"/db"}')}`,
      "/db (attached-container)",
    ],
    ["what is not known of", "x", undefined, `x+${hex('{"a":"b"}')}`, "x"],
    ["the extension runs there too", "ssh-remote", "build01", undefined, "build01 (ssh-remote)"],
    ["a browser", "127.0.0.1:8080", "build01", undefined, "build01 (127.0.0.1:8080)"],
    ["a browser, by the same name", "build01", "build01", undefined, "build01"],
  ];
  for (const [what, remoteName, ownHost, authority, expected] of rows) {
    it(`${what}: ${expected}`, () => assert.equal(remoteHost({ remoteName, ownHost, authority }), expected));
  }
});
