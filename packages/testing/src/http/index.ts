export {
  applyHttpFault,
  faultOf,
  HTML_PAGE,
  type HttpFault,
  type PlannedFault as PlannedHttpFault,
  type ProperAnswer,
  sendAnswer,
} from "./faults.ts";
export { listen, readBody, stopServer } from "./listen.ts";
