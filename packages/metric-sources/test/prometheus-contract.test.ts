import { cannedPrometheusAnswers, describeSourceContract } from "@solvent/testing";
import { prometheusContract, SECRET } from "./prometheus-contract-world.ts";

describeSourceContract("prometheus", prometheusContract("prometheus", cannedPrometheusAnswers(SECRET)));
