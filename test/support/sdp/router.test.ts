import assert from "node:assert/strict";
import { ask, type Question } from "./ask.ts";
import { startSdp, type Sdp } from "./server.ts";

describe("SDP test server: its doors", () => {
  let sdp: Sdp;
  let admin: string;

  beforeEach(async () => {
    sdp = await startSdp();
    sdp.accounts.addTechnician({ login: "ada", roles: ["SDAdmin"] });
    admin = sdp.accounts.generateKey("ada");
  });
  afterEach(() => sdp.close());

  async function assertReply(url: string, question: Question, status: number, body: RegExp): Promise<void> {
    const heard = await ask(url, { ca: sdp.caPem, ...question });
    assert.equal(heard.status, status);
    assert.match(heard.body, body);
  }
  const page404 = /^<!doctype html>.*HTTP Status 404/;

  describe("outside v3", () => {
    it("liveness without a key", () => assertReply(`${sdp.url}/servlets/SDServerStatusServlet`, {}, 200, /^RUNNING$/));
    it("the login page", () => assertReply(`${sdp.url}/`, {}, 200, /<title>ManageEngine ServiceDesk Plus<\/title>/));
    it("the container's 404", () => assertReply(`${sdp.url}/elsewhere`, {}, 404, page404));
    it("v1 by POST only", () => assertReply(`${sdp.url}/sdpapi/request`, {}, 404, page404));
  });

  describe("a context path", () => {
    const path = "/api/v3/requests";
    beforeEach(() => (sdp.behaviour.contextPath = "/helpdesk"));
    it("is part of the address", () => assert.equal(sdp.url, `${sdp.origin}/helpdesk`));
    it("inside", () => assertReply(sdp.url + path, { key: admin }, 200, /"status_code":2000/));
    it("its root", () => assertReply(sdp.url, {}, 200, /<form/));
    it("outside", () => assertReply(sdp.origin + path, { key: admin }, 404, page404));
    it("another of the same length", () => assertReply(`${sdp.origin}/othersdp${path}`, { key: admin }, 404, page404));
    it("a name that only starts alike", () => assertReply(`${sdp.url}2${path}`, { key: admin }, 404, page404));
  });
});
