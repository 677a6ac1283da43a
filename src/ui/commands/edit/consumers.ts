import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { isSameConsumer, type ChosenKey, type Consumer } from "../../../core/servers.ts";
import { askChoice, beyond, furtherDialogue, type Answer, type Place, type Step } from "../../prompts.ts";
import { askSettingText, writeEdit } from "./asking.ts";
import type { EditNeeds } from "./edit.ts";
import { editRows, type Left, type Row } from "./rows.ts";
import { consoleProblem, consumerNameProblem, ENDPOINT_CENTRAL, inOneLine, productWords, textWords } from "./texts.ts";

type Look = () => ChosenKey | undefined;

/** Lists what uses a key; each can be changed or removed, and another one added. */
export function editConsumers(needs: EditNeeds, place: Place, look: Look): Promise<Left> {
  return editRows(place, l10n.t("What uses this key?"), () => {
    const chosen = look();
    return chosen && [...chosen.key.usedBy.map((consumer) => consumerRow(needs, look, consumer)), addRow(needs, look)];
  });
}

function consumerRow(needs: EditNeeds, look: Look, consumer: Consumer): Row {
  const { name, product, url } = consumer;
  return {
    label: inOneLine(name),
    words: [product && productWords(product), url].filter((part) => part !== undefined && part !== "").join(" · "),
    change: (place) => editConsumer(needs, place, look, consumer),
  };
}

/** Each change makes it another consumer, which is the one that is shown next. */
function editConsumer(needs: EditNeeds, place: Place, look: Look, asSeen: Consumer): Promise<Left> {
  let consumer = asSeen;
  return editRows(place, l10n.t("What do you want to change?"), () => {
    const chosen = look();
    if (chosen?.key.usedBy.some((one) => isSameConsumer(one, consumer)) !== true) return undefined;
    return propertyRows(needs, chosen, consumer, (to) => (consumer = to));
  });
}

function propertyRows(
  { editing, activity }: EditNeeds,
  { server, key }: ChosenKey,
  consumer: Consumer,
  became: (consumer: Consumer) => void,
): readonly Row[] {
  const target = { server: server.name, key: key.name };
  const row = (label: string, words: string, ask: (place: Place) => Promise<Answer<Partial<Consumer>>>): Row => ({
    label,
    words,
    change: async (place) => {
      const answer = await ask(place);
      if (answer.kind !== "answer") return answer.kind;
      const to = { ...consumer, ...answer.value };
      const write = (): ReturnType<typeof editing.changeConsumer> => editing.changeConsumer(server, key, consumer, to);
      if (!isSameConsumer(to, consumer) && (await writeEdit(activity, target, write))) became(to);
      return "answer";
    },
  });
  const others = key.usedBy.filter((one) => !isSameConsumer(one, consumer)).map(({ name }) => name);
  return [
    row(l10n.t("Name"), textWords(consumer.name), (place) => askName(place, consumer.name, others)),
    row(l10n.t("Product"), consumer.product ? productWords(consumer.product) : textWords(undefined), (place) =>
      askProduct(place, consumer.product),
    ),
    row(l10n.t("Console Address"), textWords(consumer.url), (place) => askConsole(place, consumer.url)),
    {
      label: l10n.t("Remove"),
      words: "",
      change: async () => {
        await writeEdit(activity, target, () => editing.removeConsumer(server, key, consumer));
        return "answer";
      },
    },
  ];
}

function addRow(needs: EditNeeds, look: Look): Row {
  return {
    label: l10n.t("Add Consumer…"),
    iconPath: new vscode.ThemeIcon("add"),
    words: "",
    change: async (place) => {
      const chosen = look();
      return chosen === undefined ? "back" : addConsumer(needs, place, chosen);
    },
  };
}

async function addConsumer({ editing, activity }: EditNeeds, place: Place, { server, key }: ChosenKey): Promise<Left> {
  let draft: Consumer = { name: "" };
  const others = key.usedBy.map(({ name }) => name);
  const step =
    (ask: (place: Place) => Promise<Answer<Partial<Consumer>>>): Step =>
    async (at) => {
      const answer = await ask(at);
      if (answer.kind === "answer") draft = { ...draft, ...answer.value };
      return answer;
    };
  const left = await furtherDialogue(place, [
    step((at) => askName(at, draft.name, others)),
    step((at) => askProduct(at, draft.product)),
    step((at) => askConsole(at, draft.url)),
  ]);
  if (left !== "answer") return left;
  await writeEdit(activity, { server: server.name, key: key.name }, () => editing.addConsumer(server, key, draft));
  return "answer";
}

async function askName(
  place: Place,
  value: string,
  others: readonly string[],
): Promise<Answer<Pick<Consumer, "name">>> {
  const answer = await askSettingText(place, {
    prompt: l10n.t("What uses the key, such as the name of a console, a script or a job."),
    placeholder: "Endpoint Central Chennai",
    value,
    problem: (text) => consumerNameProblem(text, others),
  });
  return answer.kind === "answer" ? { kind: "answer", value: { name: answer.value ?? value } } : answer;
}

async function askProduct(place: Place, current: string | undefined): Promise<Answer<Pick<Consumer, "product">>> {
  const kindOf = (product: string | undefined): string =>
    product === undefined ? "none" : product === ENDPOINT_CENTRAL ? product : "other";
  for (;;) {
    const chosen = await askChoice(
      place,
      l10n.t("Which product is it?"),
      [
        { label: productWords(ENDPOINT_CENTRAL), value: ENDPOINT_CENTRAL },
        { label: l10n.t("Another Product…"), value: "other" },
        { label: l10n.t("Not Said"), value: "none" },
      ],
      (value) => value === kindOf(current),
    );
    if (chosen.kind !== "answer") return chosen;
    if (chosen.value === "none") return { kind: "answer", value: { product: undefined } };
    if (chosen.value === ENDPOINT_CENTRAL) return { kind: "answer", value: { product: ENDPOINT_CENTRAL } };
    const other = await askSettingText(beyond(place), {
      prompt: l10n.t("Which product or program is it? Any text."),
      value: kindOf(current) === "other" ? current : undefined,
    });
    if (other.kind !== "back")
      return other.kind === "answer" ? { kind: "answer", value: { product: other.value } } : other;
  }
}

async function askConsole(place: Place, value: string | undefined): Promise<Answer<Pick<Consumer, "url">>> {
  const answer = await askSettingText(place, {
    prompt: l10n.t("Where its console is opened, such as https://ec.example.com:8383; leave it empty if it has none."),
    placeholder: "https://ec.example.com:8383",
    value,
    problem: consoleProblem,
  });
  return answer.kind === "answer" ? { kind: "answer", value: { url: answer.value } } : answer;
}
