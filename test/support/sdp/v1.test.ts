import assert from "node:assert/strict";
import { ask } from "./ask.ts";
import { startSdp, type Sdp } from "./server.ts";

describe("SDP test server: v1 (docs/sdp.md 1, 2)", () => {
  let sdp: Sdp;
  let key: string;

  beforeEach(async () => {
    sdp = await startSdp({ profile: "v1only" });
    sdp.accounts.addTechnician({ login: "ada", roles: ["SDAdmin"] });
    key = sdp.accounts.generateKey("ada");
  });
  afterEach(() => sdp.close());

  async function assertReply(form: Record<string, string>, expected: RegExp | string): Promise<void> {
    const heard = await ask(`${sdp.url}/sdpapi/request`, { ca: sdp.caPem, form });
    assert.equal(heard.status, 200);
    if (typeof expected === "string") assert.equal(heard.body, expected);
    else assert.match(heard.body, expected);
  }
  const question = { OPERATION_NAME: "GET_REQUESTS", format: "json" };
  const notAssociated = /"status":"Failed","message":"API key received is not associated to any technician\. Auth/;

  it("good key", () =>
    assertReply({ ...question, TECHNICIAN_KEY: key }, /^{"operation":{"result":{"status":"Success"/));
  it("wrong key", () => assertReply({ ...question, TECHNICIAN_KEY: "wrong" }, notAssociated));
  it("no key", () => assertReply(question, notAssociated));
  it("the other sentence", async () => {
    sdp.behaviour.v1Refusal = "invalid";
    await assertReply(question, /"Technician key in the request is invalid\. Unable to authenticate\."/);
  });
  it("a role that may not read requests", async () => {
    sdp.accounts.addTechnician({ login: "bob", roles: ["SDGuest"] });
    await assertReply({ ...question, TECHNICIAN_KEY: sdp.accounts.generateKey("bob") }, /"Permission denied"/);
  });
  it("an operation it does not know", () =>
    assertReply({ ...question, OPERATION_NAME: "X", TECHNICIAN_KEY: key }, /"status":"Failed","message":"Invalid op/));
  it("XML without format=json", () =>
    assertReply({ OPERATION_NAME: "GET_REQUESTS", TECHNICIAN_KEY: key }, /^<operation .*<status>Success<\/status>/));
  it("no authtoken in v1", async () => {
    const heard = await ask(`${sdp.url}/sdpapi/request`, { ca: sdp.caPem, form: question, key });
    assert.match(heard.body, notAssociated);
  });
  it("beside v3 in the other profiles", async () => {
    sdp.behaviour.profile = "modern";
    await assertReply({ ...question, TECHNICIAN_KEY: key }, /"Success"/);
  });
});
