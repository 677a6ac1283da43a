import assert from "node:assert/strict";
import { ask, type Question } from "./ask.ts";
import type { Behaviour } from "./behaviour.ts";
import { startSdp, type Sdp } from "./server.ts";

const unknownModule =
  '{"response_status":{"status_code":4000,"status":"failed","messages":[{"status_code":4007,"type":"failed","message":"Invalid URL"}]}}';

describe("SDP test server: v3", () => {
  let sdp: Sdp;
  let admin: string;
  let guest: string;

  beforeEach(async () => {
    sdp = await startSdp();
    sdp.accounts.addTechnician({ login: "ada", name: "Ada L.", roles: ["SDAdmin"] });
    sdp.accounts.addTechnician({ login: "bob", roles: ["SDGuest"] });
    sdp.accounts.addTechnician({ login: "cyn", roles: ["SDCo-ordinator"] });
    admin = sdp.accounts.generateKey("ada");
    guest = sdp.accounts.generateKey("bob");
  });
  afterEach(() => sdp.close());

  const get = (path: string, question: Question = {}) => ask(sdp.url + path, { ca: sdp.caPem, ...question });
  const list = (module: string, listInfo: object, key = admin) =>
    get(`/api/v3/${module}?input_data=${encodeURIComponent(JSON.stringify({ list_info: listInfo }))}`, { key });
  async function assertReply(path: string, question: Question, status: number, body: string | RegExp): Promise<void> {
    const heard = await get(path, question);
    assert.equal(heard.status, status);
    if (typeof body === "string") assert.equal(heard.body, body);
    else assert.match(heard.body, body);
  }
  const assertPage = async (module: string, listInfo: object, expected: object): Promise<void> =>
    assert.deepEqual((JSON.parse((await list(module, listInfo)).body) as { list_info: object }).list_info, expected);
  async function assertRows(module: string, listInfo: object, ...expected: object[]): Promise<void> {
    const body = JSON.parse((await list(module, listInfo)).body) as Record<string, object[]>;
    assert.deepEqual(body[module], expected);
  }

  describe("routes before it authenticates (docs/sdp.md 9.3)", () => {
    it("unknown module, no key", () => assertReply("/api/v3/nonsense", {}, 404, unknownModule));
    it("unknown module, wrong key", () => assertReply("/api/v3/nonsense", { key: "wrong" }, 404, unknownModule));
    it("unknown module, good key", () => assertReply("/api/v3/nonsense", { key: admin }, 404, unknownModule));
    it("too deep", () => assertReply("/api/v3/requests/1/2", {}, 404, unknownModule));
    it("known module, no key", () => assertReply("/api/v3/requests", {}, 400, /"status_code":401/));
    it("no build_info", async () => {
      sdp.behaviour.buildInfo = false;
      await assertReply("/api/v3/app_resources/build_info", { key: admin }, 404, unknownModule);
    });
  });

  describe("replies in SDP's own words (docs/sdp.md 9.4, 9.5)", () => {
    it("build_info", () =>
      assertReply(
        "/api/v3/app_resources/build_info",
        { key: guest },
        200,
        '{"response_status":{"status_code":2000,"status":"success"},"result":{"build_number":14990}}',
      ));
    it("an empty list", async () =>
      assert.equal(
        (await list("requests", { row_count: 2, start_index: 1, get_total_count: true })).body,
        '{"response_status":[{"status_code":2000,"status":"success"}],"list_info":{"has_more_rows":false,"start_index":1,"total_count":0,"page":1,"get_total_count":"true","row_count":0},"requests":[]}',
      ));
    it("JSON by its content type", async () =>
      assert.match(String((await get("/api/v3/requests")).headers["content-type"]), /^application\/json/));
    it("one row by id", () =>
      assertReply("/api/v3/users/1", { key: admin }, 200, /^{"response_status":{.*"user":{"id":"1","name":"Ada L."/));
    it("one row that is not there", () => assertReply("/api/v3/users/99", { key: admin }, 404, unknownModule));
  });

  describe("list_info", () => {
    const none = { has_more_rows: false, start_index: 1, page: 1, row_count: 3 };
    it("not asked", () => assertPage("users", {}, none));
    it("the total only if asked", () =>
      assertPage("users", { get_total_count: true }, { ...none, total_count: 3, get_total_count: "true" }));
    it("first page", () => assertPage("users", { row_count: 2 }, { ...none, has_more_rows: true, row_count: 2 }));
    it("second page", () =>
      assertPage("users", { row_count: 2, start_index: 3 }, { ...none, start_index: 3, page: 2, row_count: 1 }));
    it("row_count 0", () => assertPage("users", { row_count: 0 }, { ...none, has_more_rows: true, row_count: 0 }));
    it("only the fields asked for, and the id", () =>
      assertRows("users", { row_count: 1, fields_required: ["login_name"] }, { id: "1", login_name: "ada" }));
    it("search_criteria", () =>
      assertRows(
        "users",
        { fields_required: ["name"], search_criteria: { field: "login_name", condition: "is", value: "bob" } },
        { id: "2", name: "bob" },
      ));
    const invalid = (field: string) => new RegExp(`"status_code":4001,.*"field":"${field}"`);
    const assertInvalid = (data: string, field: string) =>
      assertReply(`/api/v3/users?input_data=${encodeURIComponent(data)}`, { key: admin }, 400, invalid(field));
    it("no JSON", () => assertInvalid("{", "input_data"));
    it("no object", () => assertInvalid("[]", "input_data"));
    it("list_info no object", () => assertInvalid('{"list_info":1}', "list_info"));
    it("more than 100 rows", () => assertInvalid('{"list_info":{"row_count":101}}', "row_count"));
    it("start_index counts from 1", () => assertInvalid('{"list_info":{"start_index":0}}', "start_index"));
    it("criteria it does not know", () => assertInvalid('{"list_info":{"search_criteria":1}}', "search_criteria"));
  });

  describe("where a key may stand (docs/sdp.md 1)", () => {
    const wanted = /"status_code":2000/;
    const path = "/api/v3/requests";
    it("authtoken", () => assertReply(path, { headers: { authtoken: admin } }, 200, wanted));
    it("AUTHTOKEN", () => assertReply(path, { headers: { AUTHTOKEN: admin } }, 200, wanted));
    it("TECHNICIAN_KEY header", () => assertReply(path, { headers: { TECHNICIAN_KEY: admin } }, 200, wanted));
    it("TECHNICIAN_KEY query", () => assertReply(`${path}?TECHNICIAN_KEY=${admin}`, {}, 200, wanted));
    it("TECHNICIAN_KEY form", () =>
      assertReply(path, { form: { TECHNICIAN_KEY: admin } }, 400, /4021,.*Invalid HTTP method/));
    it("nowhere else", () => assertReply(path, { headers: { authorization: admin } }, 400, /"status_code":401/));
  });

  describe("parameters (docs/sdp.md 1)", () => {
    const extra = /Extra parameter\(s\) not allowed/;
    const allowed = "input_data=%7B%7D&PORTALID=1&format=json";
    it("allowed ones", () => assertReply(`/api/v3/requests?${allowed}`, { key: admin }, 200, /2000/));
    it("one more", () => assertReply(`/api/v3/requests?${allowed}&x=1`, { key: admin }, 400, extra));
    it("on build_info too", () => assertReply("/api/v3/app_resources/build_info?x=1", { key: admin }, 400, extra));
    it("in a form", () => assertReply("/api/v3/requests", { key: admin, method: "GET", form: { x: "1" } }, 400, extra));
    it("not before the key", () => assertReply("/api/v3/requests?x=1", {}, 400, /"status_code":401/));
  });

  describe("roles (docs/sdp.md 2)", () => {
    const no = /"status_code":4002/;
    const coordinator = () => sdp.accounts.generateKey("cyn");
    it("guest, requests", () => assertReply("/api/v3/requests", { key: guest }, 403, no));
    it("guest, users", () => assertReply("/api/v3/users", { key: guest }, 403, no));
    it("co-ordinator, requests", () => assertReply("/api/v3/requests", { key: coordinator() }, 200, /2000/));
    it("co-ordinator, technicians", () => assertReply("/api/v3/technicians", { key: coordinator() }, 200, /2000/));
    it("SDAdmin, technicians", () =>
      assertReply("/api/v3/technicians", { key: admin }, 200, /"associated_roles":\[{"id":"1","name":"SDAdmin"}\]/));
  });

  describe("integration_keys (docs/sdp.md 9.6)", () => {
    const path = "/api/v3/integration_keys";
    const day = new Date(2030, 0, 31);
    beforeEach(() => sdp.accounts.addIntegrationKey({ name: "ci", owner: "ada", roles: ["SDGuest"], expires: day }));
    const readable = () => (sdp.behaviour.integrationKeysReadable = true);

    it("refuses every key by default", () => assertReply(path, { key: admin }, 400, /"status_code":401/));
    it("lets SDAdmin in when told to", async () => {
      readable();
      await assertReply(path, { key: admin }, 200, /"name":"ci","key":"\*{36}","owned_by":{"id":"1","name":"Ada L."}/);
    });
    it("and nobody else", async () => {
      readable();
      await assertReply(path, { key: guest }, 403, /"status_code":4002/);
    });
    it("says when a key ends, at the end of that day", async () => {
      readable();
      const end = new Date(2030, 0, 31, 23, 59, 59, 999).getTime();
      await assertReply(`${path}/4`, { key: admin }, 200, new RegExp(`"validity":{[^}]*"value":"${String(end)}"`));
    });
    it("0 for a key that never ends", async () => {
      readable();
      sdp.accounts.setIntegrationKeyExpiry("ci");
      await assertReply(`${path}/4`, { key: admin }, 200, /"validity":{[^}]*"value":"0"}/);
    });
  });

  describe("response_status takes either form where builds differ", () => {
    const opening = { array: /^{"response_status":\[{/, object: /^{"response_status":{/ };
    async function assertShape(shape: Behaviour["statusShape"], question: Question, path: string, form: RegExp) {
      sdp.behaviour.statusShape = shape;
      assert.match((await get(path, question)).body, form);
    }
    const [requests, user, keyless] = ["/api/v3/requests", "/api/v3/users/1", {}];
    it("observed, list", () => assertShape("observed", { key: admin }, requests, opening.array));
    it("observed, single", () => assertShape("observed", { key: admin }, user, opening.object));
    it("observed, error", () => assertShape("observed", keyless, requests, opening.object));
    it("array, single", () => assertShape("array", { key: admin }, user, opening.array));
    it("array, error", () => assertShape("array", keyless, requests, opening.array));
    it("object, list", () => assertShape("object", { key: admin }, requests, opening.object));
    it("object, error", () => assertShape("object", keyless, requests, opening.object));
  });

  describe("a technician whose login is disabled", () => {
    const row = async () => {
      sdp.accounts.disableLogin("bob");
      return (await get("/api/v3/users/2", { key: admin })).body;
    };
    it("has no login name", async () => assert.match(await row(), /"login_name":null,"status":"ACTIVE"/));
    it("or is inactive", async () => {
      sdp.behaviour.disabledLogin = "inactive";
      assert.match(await row(), /"login_name":"bob","status":"INACTIVE"/);
    });
    it("is gone when deleted", async () => {
      sdp.accounts.deleteTechnician("bob");
      await assertReply("/api/v3/users/2", { key: admin }, 404, unknownModule);
    });
  });
});
