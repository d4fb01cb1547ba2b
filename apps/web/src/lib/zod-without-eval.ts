import * as z from "zod";

// The content security policy forbids eval. Zod probes for it when an object schema is made, which would be reported as a
// violation, so this module has to be evaluated before the contract's schemas: it is the first import of main.tsx.
z.config({ jitless: true });
