import * as l10n from "@vscode/l10n";
import type { Reason } from "./health.ts";
import type { CertificateFault, NetworkFault } from "./ports.ts";
import { storeSentence } from "./stores/storeSentences.ts";

/** Why a state is what it is, as one sentence that says what to do where something can be done. */
export function reasonSentence(reason: Reason): string {
  switch (reason.kind) {
    case "accepted":
      return l10n.t("The server accepted the key.");
    case "refused":
      return l10n.t("The server refused the key.");
    case "operation-failed":
      return l10n.t("The server's v1 API answered that the check failed.");
    case "not-asked":
      return l10n.t("The server was not asked yet.");
    case "no-key":
      return l10n.t("There is no key for this entry and address on this machine. Enter it once.");
    case "not-a-header-value":
      return l10n.t("The stored key has characters that no ServiceDesk Plus key has. Enter it again.");
    case "unusable-entry":
      return l10n.t("No request is made until the entry's settings are mended.");
    case "cancelled":
      return l10n.t("Cancelled.");
    case "answered":
      return reason.inner === undefined
        ? l10n.t("The server answered HTTP {0}.", reason.status)
        : l10n.t("The server answered HTTP {0} with code {1}.", reason.status, reason.inner);
    case "not-servicedesk":
      return notServiceDeskSentence(reason);
    case "network":
      return networkSentence(reason.fault, reason.code);
    case "gateway":
      return l10n.t("A gateway in front of the server answered HTTP {0}: the server behind it is down.", reason.status);
    case "certificate":
      return certificateSentence(reason.fault, reason.code);
    case "ca-unreadable":
      return l10n.t("The CA certificates cannot be read: {0}", reason.detail);
    case "ask-first":
      return l10n.t("The key was not read yet by this editor. Verify to ask for access.");
    case "denied":
      return l10n.t("Access to the key was refused. Verify to ask again.");
    case "not-kept":
      return l10n.t("VS Code's store has no key here: not kept over a reload, or another browser's. Enter it again.");
    case "other-browser":
      return l10n.t("The key was entered in another browser, which keeps its own. Enter it here, too.");
    case "address-changed":
      return l10n.t(
        "The stored key was entered for {0}. May it go to the changed address? Use or enter a key.",
        reason.from,
      );
    case "stored-as":
      return l10n.t(
        "A key is stored for {0}/{1} at this address. Was the entry renamed? Use or enter a key.",
        reason.server,
        reason.key,
      );
    case "index-unreadable":
      return l10n.t("The list of stored keys cannot be read. {0}", reason.detail);
    case "later-version":
      return l10n.t("The record of the key was written by a later version of this extension.");
    case "replaced-elsewhere":
      return l10n.t("Replaced on another machine on {0}. Enter the replacement here.", reason.on);
    case "store":
      return storeSentence(reason.failure);
    case "no-consent":
      return l10n.t("{0} is not encrypted, and you have not agreed to send keys there.", reason.origin);
    case "cloud":
      return l10n.t("ServiceDesk Plus Cloud takes no API keys since 2021, only OAuth.");
  }
}

function notServiceDeskSentence(reason: Extract<Reason, { kind: "not-servicedesk" }>): string {
  switch (reason.because) {
    case "html":
      return l10n.t("A web page came instead of an API answer: a login page or a proxy stands in between.");
    case "redirect":
      return reason.to === undefined
        ? l10n.t("The server redirects elsewhere (HTTP {0}). No key was sent on.", reason.status)
        : l10n.t("The server redirects to {0}. No key was sent on.", shownAddress(reason.to));
    case "tls-on-plain":
      return l10n.t("This port requires TLS: the address must begin with https://.");
    case "no-envelope":
      return l10n.t("Another product answers at this address (HTTP {0}).", reason.status);
    case "open":
      return l10n.t("The server answers without a key, so it cannot judge one. No key was sent.");
    case "absent":
      return reason.api === undefined
        ? l10n.t("There is no ServiceDesk Plus API at this address. Is a context path missing?")
        : l10n.t('There is no ServiceDesk Plus {0} API here, and "api" in the entry allows no other.', reason.api);
    case "unreadable":
      return l10n.t("The answer cannot be read (HTTP {0}).", reason.status);
    case "authentication":
      return l10n.t("Something in front of ServiceDesk Plus asks for a login (HTTP {0}).", reason.status);
    case "endpoint-central":
      return l10n.t("Endpoint Central answers at this address. ServiceDesk Plus has another one.");
  }
}

/** Where a server's own text leads, without what it may have hidden in the rest of it. */
function shownAddress(location: string): string {
  const url = URL.parse(location);
  return url === null ? l10n.t("another page") : url.origin + url.pathname.replace(/[^\w./~-]/g, "·");
}

function networkSentence(fault: NetworkFault, code: string): string {
  switch (fault) {
    case "dns":
      return l10n.t("The host name is not found ({0}). Is the name right, the VPN on?", code);
    case "refused":
      return l10n.t("Nothing listens at this host and port ({0}).", code);
    case "reset":
      return l10n.t("The connection was cut off ({0}). A firewall, or a port of something else?", code);
    case "timeout":
      return l10n.t("No answer in time ({0}). Is the VPN on? timeoutSeconds in the entry says how long to wait.", code);
    case "proxy":
      return proxySentence(code);
    case "other":
      return l10n.t("The server cannot be reached ({0}).", code);
  }
}

function proxySentence(code: string): string {
  const answered = /^HTTP_(\d+)$/.exec(code)?.[1];
  if (answered === undefined) {
    return l10n.t("The proxy cannot be reached, or cuts connections off. Are http.proxy and http.noProxy right?");
  }
  return answered === "407"
    ? l10n.t("The proxy asks for a login (HTTP 407). Log in when VS Code asks, or add it to http.proxy.")
    : l10n.t("The proxy made no connection to the server (HTTP {0}). Should http.noProxy name the server?", answered);
}

function certificateSentence(fault: CertificateFault, code: string): string {
  switch (fault) {
    case "self-signed":
      return l10n.t("The certificate is self-signed. Compare its fingerprint, then trust it, or name its CA.");
    case "unknown-issuer":
      return l10n.t(
        "The certificate's issuer is not known here. Name its CA certificate in tls.ca, or trust it by fingerprint.",
      );
    case "wrong-host":
      return l10n.t(
        "The certificate is for another host name. Use the name it is made for, or trust it by fingerprint.",
      );
    case "expired":
      return l10n.t("The certificate has expired. It must be renewed on the server.");
    case "not-yet-valid":
      return l10n.t("The certificate is not valid yet. Check the clocks of the server and of this machine.");
    case "pin-mismatch":
      return l10n.t("The server shows another certificate than the one you trusted. Find out why before you trust it.");
    case "other":
      return l10n.t("The certificate is not trusted ({0}). Have it made anew, or trust it by fingerprint.", code);
  }
}
