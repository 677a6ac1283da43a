import { storeTroubleTests } from "../support/storeTrouble.ts";

storeTroubleTests("a locked keyring", /locked/i);
