import { storeTroubleTests } from "../support/storeTrouble.ts";

storeTroubleTests("no D-Bus", /D-Bus/);
