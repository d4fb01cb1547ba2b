import * as z from "zod";
import { PageQuery, pageOf } from "../common.ts";
import { Team } from "../service.ts";
import { define, named } from "./endpoint.ts";

export const teamsEndpoints = {
  listTeams: define({
    method: "GET",
    path: "/teams",
    role: "viewer",
    tag: "teams",
    summary: "Teams",
    query: PageQuery,
    response: pageOf(Team),
    status: 200,
  }),
  getTeam: define({
    method: "GET",
    path: "/teams/:name",
    role: "viewer",
    tag: "teams",
    summary: "One team",
    params: named,
    response: Team,
    status: 200,
  }),
  deleteTeam: define({
    method: "DELETE",
    path: "/teams/:name",
    role: "editor",
    tag: "teams",
    summary: "Delete a team without services",
    params: named,
    response: z.null(),
    status: 204,
  }),
};
