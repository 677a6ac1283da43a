/** Three servers as a demonstration needs them: a key that works, one that soon ends, one that was re-generated behind our back. */
import { startSdp, type Sdp } from "./server.ts";

/** An entry of the setting `servicedeskPlus.servers`. */
export interface ExampleServer {
  readonly url: string;
  readonly label: string;
  readonly description: string;
  readonly group: string;
  readonly protected?: boolean;
  readonly tls: { readonly pin: string };
  readonly keys: Readonly<Record<string, ExampleKey>>;
}

export interface ExampleKey {
  readonly kind: "technician" | "integration";
  readonly owner: string;
  readonly issued: string;
  readonly expires: string;
  readonly usedBy: readonly { readonly name: string; readonly product?: string; readonly url?: string }[];
}

export interface Examples {
  readonly servers: Readonly<Record<"prod" | "test" | "legacy", Sdp>>;
  /** The value of the setting `servicedeskPlus.servers`. */
  readonly settings: Readonly<Record<"prod" | "test" | "legacy", ExampleServer>>;
  /** What the OS store must hold: account `<server>/<key>@<origin>`, and the key as its password. */
  readonly keys: readonly { readonly account: string; readonly key: string }[];
  close(): Promise<void>;
}

export async function startExamples(): Promise<Examples> {
  const [prod, test, legacy] = await Promise.all([
    startSdp(),
    startSdp({ profile: "documented" }),
    startSdp({ profile: "legacy200", buildInfo: false }),
  ]);
  return {
    servers: { prod, test, legacy },
    settings: {
      prod: {
        ...addressOf(prod),
        label: "Production",
        description: "Help desk of the company",
        group: "Production",
        protected: true,
        keys: {
          "endpoint-central": {
            kind: "technician",
            owner: "svc-endpoint-central",
            issued: day(-200),
            expires: "never",
            usedBy: [{ name: "Endpoint Central", product: "endpoint-central", url: "https://ec.example.com:8383" }],
          },
        },
      },
      test: {
        ...addressOf(test),
        label: "Test",
        description: "Upgrades are tried here first",
        group: "Staging",
        keys: {
          "nightly-report": {
            kind: "integration",
            owner: "administrator",
            issued: day(-81),
            expires: day(9),
            usedBy: [{ name: "Nightly report, CI" }],
          },
        },
      },
      legacy: {
        ...addressOf(legacy),
        label: "Legacy",
        description: "Read only since the move",
        group: "Staging",
        keys: {
          dashboard: {
            kind: "technician",
            owner: "svc-dashboard",
            issued: day(-30),
            expires: "never",
            usedBy: [{ name: "Wallboard", url: "https://wallboard.example.com" }],
          },
        },
      },
    },
    keys: [
      { account: `prod/endpoint-central@${prod.origin}`, key: validKey(prod) },
      { account: `test/nightly-report@${test.origin}`, key: expiringKey(test) },
      { account: `legacy/dashboard@${legacy.origin}`, key: regeneratedKey(legacy) },
    ],
    close: async () => void (await Promise.all([prod.close(), test.close(), legacy.close()])),
  };
}

const addressOf = ({ url, fingerprint }: Sdp) => ({ url, tls: { pin: `sha256/${fingerprint}` } });

/** A technician's key without an end. */
export function validKey({ accounts }: Sdp): string {
  accounts.addTechnician({ login: "svc-endpoint-central", name: "Endpoint Central", roles: ["SDAdmin"] });
  return accounts.generateKey("svc-endpoint-central");
}

/** An Integration Key good for nine more days. */
export function expiringKey({ accounts }: Sdp): string {
  accounts.addTechnician({ login: "administrator", roles: ["SDAdmin"] });
  const key = { name: "nightly-report", owner: "administrator", roles: ["SDCo-ordinator"] };
  return accounts.addIntegrationKey({ ...key, expires: fromToday(9) });
}

/** A technician's key that a later one replaced. */
export function regeneratedKey({ accounts }: Sdp): string {
  accounts.addTechnician({ login: "svc-dashboard", name: "Dashboard", roles: ["SDCo-ordinator"] });
  const former = accounts.generateKey("svc-dashboard");
  accounts.regenerateKey("svc-dashboard");
  return former;
}

function fromToday(days: number): Date {
  const date = new Date();
  date.setDate(date.getDate() + days);
  return date;
}

/** The local calendar day that many days from today, `YYYY-MM-DD`. */
export function day(days: number): string {
  const date = fromToday(days);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
