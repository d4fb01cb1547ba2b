import * as z from "zod";
import { PageQuery, pageOf } from "../common.ts";
import { Service } from "../service.ts";
import { define, named } from "./endpoint.ts";

export const servicesEndpoints = {
  listServices: define({
    method: "GET",
    path: "/services",
    role: "viewer",
    tag: "services",
    summary: "Services",
    query: PageQuery,
    response: pageOf(Service),
    status: 200,
  }),
  getService: define({
    method: "GET",
    path: "/services/:name",
    role: "viewer",
    tag: "services",
    summary: "One service",
    params: named,
    response: Service,
    status: 200,
  }),
  deleteService: define({
    method: "DELETE",
    path: "/services/:name",
    role: "editor",
    tag: "services",
    summary: "Delete a service without objectives",
    params: named,
    ifMatch: true,
    response: z.null(),
    status: 204,
  }),
};
