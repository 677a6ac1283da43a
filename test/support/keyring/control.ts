// gnome-keyring's control socket: how a login unlocks a running daemon. Its own --unlock starts another one instead.
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";

const operationUnlock = 1;
const results = ["ok", "denied", "failed", "no daemon"];

/**
 * Unlocks the collection `login`. A request is a byte that carries the peer's credentials, then its length, the operation
 * and the password with its length, all unsigned 32-bit big-endian; the answer is its length and a result.
 * @throws {Error} when the daemon refuses.
 */
export async function unlockLogin(socketPath: string, password: string): Promise<void> {
  const text = Buffer.from(password);
  const request = Buffer.alloc(13 + text.length);
  request.writeUInt32BE(12 + text.length, 1);
  request.writeUInt32BE(operationUnlock, 5);
  request.writeUInt32BE(text.length, 9);
  text.copy(request, 13);
  const socket = connect(socketPath);
  socket.write(request);
  const answer = await buffer(socket);
  const result = results[answer.readUInt32BE(4)];
  if (result !== "ok") throw new Error(`gnome-keyring did not unlock: ${result}`);
}
