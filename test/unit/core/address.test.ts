import assert from "node:assert/strict";
import { parseAddress, parsePastedAddress, type AddressProblem } from "../../../src/core/address.ts";

describe("address: what url means", () => {
  const good: readonly [text: string, href: string, path?: string][] = [
    ["https://sdp.example.com:8443", "https://sdp.example.com:8443"],
    ["https://sdp.example.com/", "https://sdp.example.com"],
    ["  https://sdp.example.com\n", "https://sdp.example.com"],
    ["https://sdp.example.com:443", "https://sdp.example.com"],
    ["http://sdp.example.com:80/", "http://sdp.example.com"],
    ["http://sdp.example.com:443", "http://sdp.example.com:443"],
    ["HTTPS://SDP.Example.COM/SDP", "https://sdp.example.com/SDP", "/SDP"],
    ["https://sdp.example.com/sdp/", "https://sdp.example.com/sdp", "/sdp"],
    ["https://sdp.example.com/a/b///", "https://sdp.example.com/a/b", "/a/b"],
    ["https://sdp.example.com/a/../b/./", "https://sdp.example.com/b", "/b"],
    ["https://sdp.example.com/%2e%2e/b", "https://sdp.example.com/b", "/b"],
    ["https:\\\\sdp.example.com\\b", "https://sdp.example.com/b", "/b"],
    ["https:sdp.example.com", "https://sdp.example.com"],
    ["https://sdp.exa\tmple.com", "https://sdp.example.com"],
    ["https://sdp.exam\r\nple.com", "https://sdp.example.com"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
    ["https://ｓｄｐ。example.com", "https://sdp.example.com"],
    ["https://%73dp.example.com", "https://sdp.example.com"],
    ["https://sdp.example.com/Köln", "https://sdp.example.com/K%C3%B6ln", "/K%C3%B6ln"],
    ["https://sdp.example.com.", "https://sdp.example.com."],
    ["https://[2001:DB8:0::1]:8443", "https://[2001:db8::1]:8443"],
    ["http://0x7f.1", "http://127.0.0.1"],
    ["http://2130706433", "http://127.0.0.1"],
  ];
  for (const [text, href, path = ""] of good) {
    it(`${JSON.stringify(text)} → ${href}`, () => {
      const read = parseAddress(text);
      assert.ok(read.ok);
      const { origin } = new URL(href);
      const { href: readHref, origin: readOrigin, path: readPath } = read.value;
      assert.deepEqual([readHref, readOrigin, readPath], [href, origin, path]);
    });
  }

  const bad: readonly [text: string, problem: AddressProblem][] = [
    ["", "empty"],
    [" \t\n", "empty"],
    ["sdp.example.com", "not-a-url"],
    ["//sdp.example.com", "not-a-url"],
    ["https://", "not-a-url"],
    ["https://a b.example", "not-a-url"],
    ["https://sdp.example.com:65536", "not-a-url"],
    ["https://sdp.example.com:port", "not-a-url"],
    ["https://[::1", "not-a-url"],
    ["sdp.example.com:8080", "scheme"],
    ["localhost:8080", "scheme"],
    ["ftp://sdp.example.com", "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["javascript:alert(1)", "scheme"],
    ["blob:https://sdp.example.com/x", "scheme"],
    ["mailto:a@example.com", "scheme"],
    ["https://a@b", "credentials"],
    ["https://a:b@sdp.example.com", "credentials"],
    ["https://:b@sdp.example.com", "credentials"],
    ["https://sdp.example.com@evil.example", "credentials"],
    ["https://sdp.example.com\\@evil.example?", "query-or-fragment"],
    ["https://sdp.example.com/?a=b", "query-or-fragment"],
    ["https://sdp.example.com?", "query-or-fragment"],
    ["https://sdp.example.com/#", "query-or-fragment"],
    ["https://sdp.example.com/#/x", "query-or-fragment"],
  ];
  for (const [text, problem] of bad) {
    it(`${JSON.stringify(text)}: ${problem}`, () =>
      assert.deepEqual(parseAddress(text), { ok: false, reason: problem }));
  }
});

describe("address: where a host is", () => {
  const where = (text: string): string => {
    const read = parseAddress(text);
    assert.ok(read.ok, text);
    const { secure, loopback, cloud } = read.value;
    return [secure && "secure", loopback && "loopback", cloud && "cloud"].filter(Boolean).join(" ");
  };
  const rows: readonly [text: string, where: string][] = [
    ["https://sdp.example.com", "secure"],
    ["http://sdp.example.com", ""],
    ["http://localhost:8080", "loopback"],
    ["https://LOCALHOST", "secure loopback"],
    ["http://localhost.", "loopback"],
    ["http://sdp.localhost", "loopback"],
    ["http://a.b.localhost", "loopback"],
    ["http://evil-localhost", ""],
    ["http://localhost.evil.example", ""],
    ["http://localhost%2eevil.example", ""],
    ["http://127.0.0.1", "loopback"],
    ["http://127.255.255.254", "loopback"],
    ["http://127.1", "loopback"],
    ["http://127.0.0.1.evil.example", ""],
    ["http://128.0.0.1", ""],
    ["http://0.0.0.0", ""],
    ["http://10.0.0.1", ""],
    ["http://[::1]:8080", "loopback"],
    ["http://[0:0:0:0:0:0:0:1]", "loopback"],
    ["http://[::2]", ""],
    ["http://[::ffff:127.0.0.1]", ""],
    ["https://sdpondemand.manageengine.com", "secure cloud"],
    ["https://sdpondemand.manageengine.eu", "secure cloud"],
    ["https://sdpondemand.manageengine.in", "secure cloud"],
    ["https://sdpondemand.manageengine.jp", "secure cloud"],
    ["https://sdpondemand.manageengine.com.au", "secure cloud"],
    ["https://servicedeskplus.cn", "secure cloud"],
    ["https://servicedeskplus.net.au", "secure cloud"],
    ["https://SDPOnDemand.ManageEngine.COM.:443", "secure cloud"],
    ["https://eu.sdpondemand.manageengine.com", "secure cloud"],
    ["https://help.example.com/app/itdesk", "secure cloud"],
    ["https://help.example.com/app/itdesk/ui/requests", "secure cloud"],
    ["https://help.example.com/app", "secure"],
    ["https://help.example.com/apps/itdesk", "secure"],
    ["https://servicedeskplus.com", "secure"],
    ["https://manageengine.com", "secure"],
    ["https://mysdpondemand.manageengine.com", "secure"],
    ["https://sdpondemand.manageengine.com.evil.example", "secure"],
  ];
  for (const [text, expected] of rows) it(`${text}: ${expected || "-"}`, () => assert.equal(where(text), expected));
});

describe("address: as a person pastes it", () => {
  const rows: readonly [text: string, ...hrefs: string[]][] = [
    ["sdp.example.com", "https://sdp.example.com"],
    ["sdp.example.com:8080", "https://sdp.example.com:8080"],
    ["localhost:8080", "https://localhost:8080"],
    ["//sdp.example.com/", "https://sdp.example.com"],
    ["  SDP.example.com  ", "https://sdp.example.com"],
    ["http://sdp.example.com", "http://sdp.example.com"],
    ["https:/sdp.example.com", "https://sdp.example.com"],
    ["https:\\\\sdp.example.com", "https://sdp.example.com"],
    ["http:\\sdp.example.com", "http://sdp.example.com"],
    ["https://sdp.example.com/WorkOrder.do?woMode=viewWO&woID=7#x", "https://sdp.example.com"],
    ["https://sdp.example.com/HomePage.do", "https://sdp.example.com"],
    ["https://sdp.example.com/sdp", "https://sdp.example.com", "https://sdp.example.com/sdp"],
    ["https://sdp.example.com/sdp/HomePage.do?x=1", "https://sdp.example.com", "https://sdp.example.com/sdp"],
    ["sdp.example.com/sdp/ui/requests#a", "https://sdp.example.com", "https://sdp.example.com/sdp"],
    ["https://a:b@sdp.example.com/sdp", "https://sdp.example.com", "https://sdp.example.com/sdp"],
    ["https://help.example.com/app/itdesk/ui", "https://help.example.com/app/itdesk/ui"],
  ];
  for (const [text, ...hrefs] of rows) {
    it(`${JSON.stringify(text)} → ${hrefs.join(", ")}`, () => {
      const read = parsePastedAddress(text);
      assert.ok(read.ok);
      assert.deepEqual(
        read.value.map(({ href }) => href),
        hrefs,
      );
    });
  }

  const bad: readonly [text: string, problem: AddressProblem][] = [
    ["", "empty"],
    ["   ", "empty"],
    ["not an address", "not-a-url"],
    ["https://", "not-a-url"],
    ["javascript:alert(1)", "not-a-url"],
    ["ftp://sdp.example.com", "scheme"],
    ["vscode://sdp.example.com", "scheme"],
  ];
  for (const [text, problem] of bad) {
    it(`${JSON.stringify(text)}: ${problem}`, () =>
      assert.deepEqual(parsePastedAddress(text), { ok: false, reason: problem }));
  }

  it("what is stored is read back as the same address", () => {
    for (const [text] of rows) {
      const pasted = parsePastedAddress(text);
      assert.ok(pasted.ok);
      for (const address of pasted.value) assert.deepEqual(parseAddress(address.href), { ok: true, value: address });
    }
  });
});
