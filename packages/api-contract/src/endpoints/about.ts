import { About } from "../service.ts";
import { define } from "./endpoint.ts";

export const aboutEndpoints = {
  about: define({
    method: "GET",
    path: "/about",
    role: "viewer",
    tag: "about",
    summary: "Version and evaluator state",
    response: About,
    status: 200,
  }),
};
